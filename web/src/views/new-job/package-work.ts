import { effect, signal } from '@preact/signals';
import type { Answer, Client, Schemas } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { packedPackage } from '../../state/dropped.ts';
import { type DraftFile, PackageDraft } from '../../state/package-draft.ts';

type Checked = Answer<'post', '/api/v1/checks'>;

/** So long nothing was typed before it is checked. */
const pauseMs = 500;

/** A package that is being put together, checked by the chief whenever somebody pauses, and uploaded in the end. */
export class PackageWork {
  readonly draft = new PackageDraft();
  /** What cannot be taken apart here, and is sent as it is. */
  readonly archive = signal<File | null>(null);
  readonly checked = signal<Checked | null>(null);
  readonly checking = signal(false);
  readonly problem = signal<Problem | null>(null);
  readonly #client: Client;
  #latest = new AbortController();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether there is anything to upload. */
  get isEmpty(): boolean {
    return this.archive.value === null && this.draft.files.value.size === 0;
  }

  /** Checks from now on, until the stop that is given back is called. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const dispose = effect(() => {
      // Read here, so that a change of either begins a check.
      const empty = this.isEmpty;
      clearTimeout(timer);
      if (!empty) timer = setTimeout(() => void this.check(), pauseMs);
    });
    return () => {
      clearTimeout(timer);
      dispose();
      this.#latest.abort();
    };
  }

  take(name: string, files: readonly DraftFile[]): void {
    this.archive.value = null;
    this.checked.value = null;
    this.draft.replace(name, files);
  }

  add(files: readonly DraftFile[]): void {
    this.archive.value = null;
    this.draft.add(files);
  }

  takeArchive(file: File): void {
    this.draft.replace(file.name, []);
    this.checked.value = null;
    this.archive.value = file;
  }

  /** Has the chief check what there is, without keeping it. An answer that was overtaken does not count. */
  async check(): Promise<void> {
    this.#latest.abort();
    this.#latest = new AbortController();
    const { signal: overtaken } = this.#latest;
    this.checking.value = true;
    try {
      const { texts } = this.draft;
      const checked =
        this.archive.value === null && texts !== null
          ? await this.#client.ask('post', '/api/v1/checks', {
              body: { files: texts },
              signal: overtaken,
            })
          : await this.#client.upload('post', '/api/v1/checks', {
              body: await this.#packed(),
              signal: overtaken,
            });
      if (overtaken.aborted) return;
      this.checked.value = checked;
      this.problem.value = null;
    } catch (error) {
      if (!overtaken.aborted) this.problem.value = asProblem(error);
    } finally {
      if (!overtaken.aborted) this.checking.value = false;
    }
  }

  /** Uploads it, and resolves with what the chief keeps of it. Throws {@link Problem}; a refusal has the report. */
  async upload(): Promise<Schemas['Package']> {
    const query = { name: this.archive.value?.name ?? `${this.draft.name.value}.tar` };
    try {
      const { package: kept } = await this.#client.upload('post', '/api/v1/packages', {
        query,
        body: await this.#packed(),
      });
      return kept;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.report !== null) this.checked.value = { report: problem.report, package: null };
      throw problem;
    }
  }

  async #packed(): Promise<Blob> {
    return this.archive.value ?? packedPackage(this.draft.files.value.values());
  }
}

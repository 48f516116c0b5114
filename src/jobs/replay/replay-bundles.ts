import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderUsage, removeTree } from '../../trees/trees.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';
import type { SpentFragment } from '../work/work-stage.ts';
import { type BundledJob, describeBundle, writeBundle } from './replay-bundle.ts';

export interface ReplayBundlesParts {
  /** The job's. */
  readonly folder: string;
  readonly job: BundledJob;
  readonly segments: SegmentFiles;
  /** Bytes that bundles and kept results may take together. */
  readonly mostBytes: number;
  /** Bytes that kept results take now. */
  readonly keptBytes: () => number;
}

/** Beyond the space for bundles, the failures of so many fragments are still kept: each takes a few blocks. */
const mostFailures = 10_000;
const blockBytes = 4096;

/** The replay bundles of a job, within the space that there is for them. */
export class ReplayBundles {
  #bytes: number;
  #count: number;
  readonly #parts: ReplayBundlesParts;

  private constructor(parts: ReplayBundlesParts, bytes: number, count: number) {
    this.#parts = parts;
    this.#bytes = bytes;
    this.#count = count;
  }

  /** Counts what an earlier run of the job left. */
  static async open(parts: ReplayBundlesParts): Promise<ReplayBundles> {
    const folder = bundlesFolder(parts.folder);
    const names = await readdir(folder).catch(() => []);
    return new ReplayBundles(parts, await folderUsage(folder, Number.MAX_SAFE_INTEGER), names.length);
  }

  /** Removes those of other fragments than these. */
  async keepOnly(fragments: ReadonlySet<number>): Promise<void> {
    const names = await readdir(bundlesFolder(this.#parts.folder)).catch(() => []);
    for (const name of names) if (!fragments.has(Number(name))) await this.drop(Number(name));
  }

  /** Removes the bundle of a fragment, if there is one. */
  async drop(fragment: number): Promise<void> {
    const path = join(bundlesFolder(this.#parts.folder), String(fragment));
    const bytes = await folderUsage(path, Number.MAX_SAFE_INTEGER);
    if (bytes === 0) return;
    await removeTree(path);
    this.#bytes -= bytes;
    this.#count -= 1;
  }

  /** On disk, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps all that is needed to run a failed fragment again; where there is no space for it only how it failed, and of
   * very many fragments not even that. Returns the bundle's folder, null where there is none.
   */
  async keep(spent: SpentFragment): Promise<string | null> {
    const { folder, job, segments, mostBytes, keptBytes } = this.#parts;
    const path = join(bundlesFolder(folder), String(spent.fragment.first));
    const description = describeBundle(path, spent, job);
    const failureBytes = onDisk(description.length) + blockBytes;
    const wholeBytes = failureBytes + onDisk(spent.fragment.payload.length) + onDisk(spent.log.length);
    const fits = keptBytes() + this.#bytes + wholeBytes <= mostBytes;
    if (!fits && this.#count >= mostFailures) return null;
    // Before it is written: others may come meanwhile.
    this.#bytes += fits ? wholeBytes : failureBytes;
    this.#count += 1;
    await writeBundle(path, description, fits ? { spent, segments } : null);
    return path;
  }
}

function bundlesFolder(jobFolder: string): string {
  return join(jobFolder, 'bundles');
}

function onDisk(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}

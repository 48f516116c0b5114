import assert from 'node:assert/strict';
import { type LoadMessage, protocolVersion, type Role } from '../../src/bridge/messages.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import { entryFiles, entryNames } from '../../src/model/package-source.ts';
import type { JobPlace, Sandbox } from '../../src/runtime/runtime.ts';
import { batchBytes, FrameReader, frameBytes, itemsOf, type TestFrame } from './frames.ts';

/** Speaks the chief's part with one sandbox, a step at a time, for tests below the job loop. */
export class SandboxDriver {
  readonly sandbox: Sandbox;
  /** Everything that came in `onLog`, and whether it said that it was cut. */
  readonly log: { text: string; cut: boolean };
  readonly #reader: FrameReader;
  #next = 1;

  private constructor(sandbox: Sandbox, log: { text: string; cut: boolean }) {
    this.sandbox = sandbox;
    this.log = log;
    this.#reader = new FrameReader(sandbox.stream);
  }

  /** Starts a sandbox and brings it to `ready`. */
  static async start(
    job: JobPlace,
    role: Role,
    options: {
      memoryBytes?: number;
      limits?: Limits;
      jobName?: string;
      segment?: () => Promise<string>;
      onWait?: (forWhat: string) => void;
    } = {},
  ): Promise<SandboxDriver> {
    const { memoryBytes = defaultLimits.memory, limits = defaultLimits, jobName = 'job' } = options;
    const log = { text: '', cut: false };
    const sandbox = await job.start({
      role,
      memoryBytes,
      segment: options.segment ?? null,
      onWait: options.onWait ?? (() => {}),
      signal: new AbortController().signal,
      onLog: (chunk, cut) => {
        assert(!log.cut, 'nothing comes after the cut');
        log.text += chunk.toString();
        log.cut = cut;
      },
    });
    const driver = new SandboxDriver(sandbox, log);
    const hello = await driver.receive('hello');
    assert.equal(hello.message.protocol, protocolVersion);
    assert.equal(hello.message.role, role);
    assert.equal(hello.message.token, sandbox.token);
    const entry = role === 'worker' ? 'processor' : role;
    const load: LoadMessage = {
      type: 'load',
      jobName,
      packagePath: sandbox.paths.package,
      datasetPath: sandbox.paths.dataset,
      resultsPath: sandbox.paths.results,
      entryFile: entryFiles.flat[entry],
      entryNames: [...entryNames[entry]],
      importFolders: [sandbox.paths.package],
      params: null,
      fragmentBytes: limits.fragmentBytes,
      resultBytes: limits.resultBytes,
      recursionDepth: limits.recursionDepth,
      logBytes: limits.logBytes,
      segments: { own: null, folder: null, readOnce: false },
    };
    driver.say(load);
    await driver.receive('ready');
    return driver;
  }

  say(message: object, payload?: Uint8Array): void {
    this.sandbox.stream.write(frameBytes(message, payload));
  }

  /** The next message that matters, which has to be of this type. */
  async receive(type: string): Promise<TestFrame> {
    const frame = await this.#reader.nextAnswer();
    assert.equal(frame?.message.type ?? 'the end of the stream', type, JSON.stringify(frame?.message));
    return frame!;
  }

  /** Has a worker process fragments, all in one message, and returns their results. */
  async process(...fragments: (string | Buffer)[]): Promise<Buffer[]> {
    this.beginProcess(...fragments);
    return this.results(fragments.length);
  }

  beginProcess(...fragments: (string | Buffer)[]): void {
    const items = fragments.map((fragment) => Buffer.from(fragment as Buffer));
    this.sandbox.stream.write(batchBytes('process', this.#next, items));
    this.#next += items.length;
  }

  async results(count: number): Promise<Buffer[]> {
    const results: Buffer[] = [];
    while (results.length < count) results.push(...itemsOf(await this.receive('results')));
    return results;
  }

  /** Resolves when the stream has ended; nothing that matters may come before. */
  async streamEnd(): Promise<void> {
    assert.equal(await this.#reader.nextAnswer(), null);
  }
}

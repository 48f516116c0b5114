import type { Duplex } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type FailedMessage,
  type LoadMessage,
  protocolVersion,
  type Role,
} from '../../src/bridge/messages.ts';
import { encodeSizes, maxBatch } from '../../src/bridge/sizes.ts';
import {
  type FakeAction,
  FakeFailure,
  type FakeInterference,
  type FakeProgram,
  type FakeStep,
  type Print,
} from './fake-script.ts';
import { batchBytes, FrameReader, frameBytes, itemsOf, type TestFrame } from './frames.ts';

/** How the harness's own process ended. */
export interface FakeEnd {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly peakMemoryBytes: number | null;
  readonly lostWith?: 'engine' | 'node';
}

export interface FakeHarnessOptions {
  readonly role: Role;
  readonly nth: number;
  readonly token: string;
  readonly stream: Duplex;
  readonly program: FakeProgram;
  readonly interfere: FakeInterference;
  readonly log: Print;
  /** Never resolves; rejects with FakeDeath when the sandbox is killed from outside. */
  readonly killed: Promise<never>;
}

/** Exit code of a harness whose chief is gone. */
const bridgeLost: FakeEnd = { exitCode: 71, oomKilled: false, peakMemoryBytes: null };
const normalEnd: FakeEnd = { exitCode: 0, oomKilled: false, peakMemoryBytes: null };
const batchLimitBytes = 1024 * 1024;

/** Ends a fake harness wherever it is. */
export class FakeDeath extends Error {
  constructor(readonly end: FakeEnd) {
    super('the sandbox is dead');
  }
}

/** Speaks the harness's side of the bridge from `hello` to `bye`, as sandbox/harness does. Never rejects. */
export async function runFakeHarness(options: FakeHarnessOptions): Promise<FakeEnd> {
  const harness = new FakeHarness(options);
  try {
    await harness.run();
    return normalEnd;
  } catch (error) {
    if (error instanceof FakeDeath) return error.end;
    throw error;
  }
}

class FakeHarness {
  readonly #options: FakeHarnessOptions;
  readonly #reader: FrameReader;
  #held: Uint8Array[] = [];
  /** Of results: checksums of what they were made of; empty where they are not asked for. */
  #heldCrcs: number[] = [];
  #heldFirst = 1;
  #heldType: 'fragments' | 'results' | 'merged' = 'fragments';

  constructor(options: FakeHarnessOptions) {
    this.#options = options;
    this.#reader = new FrameReader(options.stream);
  }

  async run(): Promise<void> {
    const { role, token } = this.#options;
    const hello = { type: 'hello', protocol: protocolVersion, role, token, python: '3.13.0' };
    await this.#say('hello', null, frameBytes(hello));
    const load = (await this.#receive()).message as unknown as LoadMessage;
    const action = await this.#point('ready', null);
    if (action?.act === 'fail') {
      await this.#write(this.#failed('load', null, action.failed ?? {}));
      return this.#bye(0);
    }
    await this.#sayAs(action, frameBytes({ type: 'ready', entry: load.entryNames[0] }));
    const count = await {
      splitter: () => this.#split(load),
      worker: () => this.#work(load),
      merger: () => this.#merge(load),
    }[role]();
    await this.#bye(count);
  }

  async #split(load: LoadMessage): Promise<number> {
    let fragments = 0;
    let bytes = 0;
    let most = 1;
    let generator: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | null = null;
    this.#hold('fragments', 1);
    for (;;) {
      while (fragments <= 0 || bytes <= 0) {
        await this.#flush();
        const { message } = await this.#receive();
        if (message.type === 'end') return this.#heldFirst - 1;
        fragments += message.fragments;
        bytes += message.fragmentBytes;
      }
      const number = this.#heldFirst + this.#held.length;
      try {
        await this.#userPoint('yield', number);
        generator ??= iteratorOf(this.#options.program.split?.(load.datasetPath, this.#options.log) ?? []);
        const next = await this.#settle(generator.next());
        if (next.done) break;
        const fragment = next.value;
        if (fragment.length > load.fragmentBytes)
          throw tooLarge('fragment', fragment.length, load.fragmentBytes);
        this.#held.push(fragment);
        fragments -= 1;
        bytes -= fragment.length;
      } catch (error) {
        if (error instanceof FakeDeath) throw error;
        await this.#flush();
        await this.#write(this.#failedOf('split', number, error));
        return number - 1;
      }
      if (this.#held.length >= most || this.#heldBytes >= batchLimitBytes) {
        await this.#flush();
        most = Math.min(2 * most, maxBatch);
      }
    }
    await this.#flush();
    const count = this.#heldFirst - 1;
    await this.#say('exhausted', null, frameBytes({ type: 'exhausted', count }));
    while ((await this.#receive()).message.type !== 'end');
    return count;
  }

  async #work(load: LoadMessage): Promise<number> {
    let answered = 0;
    for (;;) {
      const frame = await this.#receive();
      if (frame.message.type === 'end') return answered;
      this.#hold('results', frame.message.first);
      for (const [index, fragment] of itemsOf(frame).entries()) {
        const number = frame.message.first + index;
        try {
          await this.#userPoint('process', number);
          const result = await this.#settle(
            this.#options.program.process?.(fragment, this.#options.log) ?? fragment,
          );
          if (result.length > load.resultBytes) throw tooLarge('result', result.length, load.resultBytes);
          this.#held.push(result);
          if (load.crcs === true)
            this.#heldCrcs.push(fragment.length === 0 ? 0 : crc32(fragment, fragment.length));
          if (this.#heldBytes >= batchLimitBytes) await this.#flush();
        } catch (error) {
          if (error instanceof FakeDeath) throw error;
          await this.#flush();
          this.#options.log(`\x1e${number}f\x1e\n`.repeat(2));
          await this.#write(this.#failedOf('process', number, error));
          this.#hold('results', number + 1);
        }
      }
      await this.#flush();
      answered += frame.message.sizes.length;
    }
  }

  async #merge(load: LoadMessage): Promise<number> {
    const { program, log } = this.#options;
    const job = { resultsFolder: load.resultsPath, jobName: load.jobName };
    let merged = 0;
    for (;;) {
      const frame = await this.#receive();
      if (frame.message.type === 'end') return merged;
      if (frame.message.type === 'finish') {
        try {
          await this.#userPoint('finish', null);
          await this.#settle(program.finish?.(job, log));
        } catch (error) {
          await this.#write(this.#failedOf('finish', null, error));
          return merged;
        }
        await this.#say('finished', null, frameBytes({ type: 'finished' }));
        continue;
      }
      this.#hold('merged', frame.message.first);
      for (const [index, result] of itemsOf(frame).entries()) {
        const number = frame.message.first + index;
        try {
          await this.#userPoint('merge', number);
          await this.#settle(program.merge?.(result, job, log));
          this.#held.push(Buffer.alloc(0));
          merged += 1;
        } catch (error) {
          if (error instanceof FakeDeath) throw error;
          await this.#flush();
          await this.#write(this.#failedOf('merge', number, error));
          return merged;
        }
      }
      await this.#flush();
    }
  }

  async #bye(count: number): Promise<void> {
    await this.#say('bye', null, frameBytes({ type: 'bye', count }));
    this.#options.stream.end();
  }

  async #receive(): Promise<TestFrame> {
    const frame = await Promise.race([this.#reader.next(), this.#options.killed]);
    if (frame === null) throw new FakeDeath(bridgeLost);
    return frame;
  }

  #hold(type: 'fragments' | 'results' | 'merged', first: number): void {
    this.#heldType = type;
    this.#heldFirst = first;
  }

  get #heldBytes(): number {
    return this.#held.reduce((sum, item) => sum + item.length, 0);
  }

  /** Says what is done and not yet said. */
  async #flush(): Promise<void> {
    if (this.#held.length === 0) return;
    const [type, first, held] = [this.#heldType, this.#heldFirst, this.#held];
    const crcs = this.#heldCrcs.length > 0 ? { crcs: encodeSizes(Uint32Array.from(this.#heldCrcs)) } : {};
    this.#held = [];
    this.#heldCrcs = [];
    this.#heldFirst += held.length;
    const bytes =
      type === 'merged'
        ? frameBytes({ type, first, count: held.length })
        : batchBytes(type, first, held, type === 'results' ? { seconds: 0.001, ...crcs } : {});
    await this.#say(type, first, bytes);
  }

  /** Waits for user code, having said before what it had done so far. */
  async #settle<T>(value: T | Promise<T>): Promise<T> {
    if (!(value instanceof Promise)) return value;
    await this.#flush();
    return Promise.race([value, this.#options.killed]);
  }

  async #userPoint(step: FakeStep, fragment: number | null): Promise<void> {
    const action = await this.#point(step, fragment);
    if (action?.act === 'fail') throw new FakeFailure(action.failed ?? {});
  }

  async #say(step: FakeStep, fragment: number | null, bytes: Buffer): Promise<void> {
    await this.#sayAs(await this.#point(step, fragment), bytes);
  }

  async #sayAs(action: FakeAction | undefined, bytes: Buffer): Promise<void> {
    if (action?.act === 'drop') return;
    await this.#write(action?.act === 'say' ? action.bytes : bytes);
    if (action?.act === 'twice') await this.#write(bytes);
    if (action?.act === 'say' && action.next !== undefined) {
      const { next } = action;
      if (next.act === 'hang') await this.#options.killed;
      else throw new FakeDeath({ oomKilled: false, peakMemoryBytes: null, ...next });
    }
  }

  async #point(step: FakeStep, fragment: number | null): Promise<FakeAction | undefined> {
    const { role, nth, interfere, killed } = this.#options;
    const asked = interfere({ role, nth, step, fragment });
    const action = asked instanceof Promise ? await this.#settle(asked) : asked;
    if (action?.act === 'hang') {
      await this.#flush();
      await killed;
    }
    if (action?.act === 'die') {
      const { exitCode = 137, oomKilled = false, peakMemoryBytes = null, lostWith } = action;
      const lost = lostWith === undefined ? {} : { lostWith };
      throw new FakeDeath({ exitCode, oomKilled, peakMemoryBytes, ...lost });
    }
    return action;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { stream, killed } = this.#options;
    const written = new Promise<void>((resolve) => stream.write(bytes, () => resolve()));
    await Promise.race([written, killed]);
  }

  #failedOf(stage: FailedMessage['stage'], fragment: number | null, error: unknown): Buffer {
    if (error instanceof FakeDeath) throw error;
    if (error instanceof FakeFailure) return this.#failed(stage, fragment, error.failed);
    const { message, stack = null } = error as Error;
    return this.#failed(stage, fragment, { message, traceback: stack });
  }

  #failed(stage: FailedMessage['stage'], fragment: number | null, failed: Partial<FailedMessage>): Buffer {
    return frameBytes({
      type: 'failed',
      stage,
      fragment,
      code: stage === 'load' ? 'import-error' : 'user-error',
      message: 'it failed',
      help: null,
      limit: null,
      observed: null,
      file: null,
      line: null,
      traceback: null,
      ...failed,
    });
  }
}

function iteratorOf(
  items: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

function tooLarge(what: 'fragment' | 'result', observed: number, most: number): FakeFailure {
  return new FakeFailure({
    code: `${what}-too-large`,
    message: `a ${what} of ${observed} bytes; the limit is ${most}`,
    limit: `${what}Bytes`,
    observed,
  });
}

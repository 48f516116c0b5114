import { type Batch, batchEnd, type LoadedBatch, sliceBatch } from '../../bridge/batch.ts';
import { decodeSizes } from '../../bridge/sizes.ts';
import { formatCounted } from '../../text/format-quantity.ts';
import { continueCrc } from '../disk/checksum.ts';
import type { KeptBatch } from '../disk/kept-results.ts';
import type { Compared, ComparedBatch } from '../disk/restore.ts';

export interface ComparedResultsParts {
  readonly compared: Compared;
  /** Bytes of fragments, wherever they are. */
  readonly read: (fragments: Batch) => Promise<Buffer>;
  readonly load: (kept: KeptBatch) => Promise<LoadedBatch>;
  /** Takes fragments that are to be processed. */
  readonly deliver: (fragments: Batch) => void;
  /** Takes fragments that need not be processed. */
  readonly spare: (fragments: Batch) => void;
  /** Takes kept results that count as a whole. */
  readonly restore: (kept: KeptBatch) => void;
  /** Takes those of kept results that count. */
  readonly offer: (results: Batch) => void;
  /** The fragment stays given up. */
  readonly skip: (fragment: number) => void;
  /** What is kept of a fragment that was given up is of another one. */
  readonly forget: (fragment: number) => Promise<void>;
  readonly warn: (message: string) => void;
  readonly fail: (error: unknown) => void;
  /** What was pending is done. */
  readonly onDone: () => void;
}

/** The kept results that the last fragments belong to. */
interface Current {
  readonly batch: ComparedBatch;
  readonly crcs: Uint32Array | null;
  /** The fragments that were found to be as they were, and whose results were not handed on yet. */
  from: number;
  to: number;
  /** Null while all of them may be handed on as they are on disk. */
  loaded: LoadedBatch | null;
}

/** Numbers of so many fragments are said; of the others, how many there are. */
const mostNamed = 10;

/**
 * Tells which kept results count once the splitter has changed: those of fragments that it yields as they were. Every
 * fragment is compared by its checksum when it comes; then its kept result goes to the merger, or the fragment to the
 * workers. Results that lie together on disk are handed on as they are where all of them count.
 */
export class ComparedResults {
  #pending = 0;
  #stopped = false;
  #turn: Promise<void> = Promise.resolve();
  /** Of the batches of results, the first that may have what comes. */
  #at = 0;
  #current: Current | null = null;
  readonly #differing: number[] = [];
  #differingCount = 0;
  /** Those of which the journal does not say what they were. */
  #unknownCount = 0;
  readonly #parts: ComparedResultsParts;

  constructor(parts: ComparedResultsParts) {
    this.#parts = parts;
  }

  /** Fragments are being compared. */
  get pending(): boolean {
    return this.#pending > 0;
  }

  /** Takes fragments in the order of their numbers; each goes on when all before it have. */
  take(fragments: Batch): void {
    this.#next(() => this.#compare(fragments));
  }

  /** The splitter has yielded `count` fragments and ended: what is left of kept results does not count. */
  end(count: number): void {
    this.#next(async () => {
      await this.#leave();
      this.#tell(count);
    });
  }

  /** Resolves when nothing is handed on any more. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#turn;
  }

  #next(work: () => Promise<void>): void {
    const { fail, onDone } = this.#parts;
    this.#pending += 1;
    this.#turn = this.#turn
      .then(() => (this.#stopped ? undefined : work()))
      .catch(fail)
      .then(() => {
        this.#pending -= 1;
        onDone();
      });
  }

  async #compare(fragments: Batch): Promise<void> {
    const { read, deliver, spare } = this.#parts;
    const bytes = await read(fragments);
    const end = batchEnd(fragments);
    let at = 0;
    /** Numbers from here on go the same way. */
    let from = fragments.first;
    let spared = false;
    const handOn = (to: number) => {
      if (to > from) (spared ? spare : deliver)(sliceBatch(fragments, from, to));
      from = to;
    };
    for (let number = fragments.first; number < end; number += 1) {
      const size = fragments.sizes[number - fragments.first]!;
      const crc = continueCrc(size, bytes.subarray(at, at + size));
      at += size;
      const isSame = (await this.#keepsResult(number, crc)) || (await this.#staysSkipped(number, crc));
      if (isSame !== spared) handOn(number);
      spared = isSame;
    }
    handOn(end);
    if (this.#current !== null) this.#handOn(this.#current);
  }

  /** Whether the kept result of a fragment counts; then it is handed on, or will be with its neighbours. */
  async #keepsResult(number: number, crc: number): Promise<boolean> {
    const current = await this.#enter(number);
    if (current === null) return false;
    const { kept } = current.batch;
    if (current.crcs?.[number - kept.first] !== crc) {
      if (current.crcs === null) this.#unknownCount += 1;
      else this.#differs(number);
      await this.#breakUp(current);
      return false;
    }
    if (current.from === current.to) current.from = number;
    current.to = number + 1;
    if (current.loaded === null && current.to === kept.first + kept.count) {
      this.#parts.restore(kept);
      this.#current = null;
    }
    return true;
  }

  async #staysSkipped(number: number, crc: number): Promise<boolean> {
    const { compared, skip, forget } = this.#parts;
    const skipped = compared.skipped.get(number);
    if (skipped === undefined) return false;
    if (skipped.crc === crc) {
      skip(number);
      return true;
    }
    this.#differs(number);
    await forget(number);
    return false;
  }

  /** The kept results that have one for the fragment. */
  async #enter(number: number): Promise<Current | null> {
    const { results } = this.#parts.compared;
    const endOf = ({ kept }: ComparedBatch) => kept.first + kept.count;
    if (this.#current !== null && number < endOf(this.#current.batch)) return this.#current;
    await this.#leave();
    while (this.#at < results.length && endOf(results[this.#at]!) <= number) this.#at += 1;
    const batch = results[this.#at];
    if (batch === undefined || batch.kept.first > number) return null;
    this.#at += 1;
    const crcs = batch.fragmentCrcs === null ? null : decodeSizes(batch.fragmentCrcs);
    this.#current = { batch, crcs, from: number, to: number, loaded: null };
    // Those before it have newer results.
    if (number > batch.kept.first) await this.#breakUp(this.#current);
    return this.#current;
  }

  async #leave(): Promise<void> {
    if (this.#current !== null) await this.#breakUp(this.#current);
    this.#current = null;
  }

  /** Not all of these results count: from now on those that do are handed on by themselves. */
  async #breakUp(current: Current): Promise<void> {
    if (current.crcs === null) return;
    current.loaded ??= await this.#parts.load(current.batch.kept);
    this.#handOn(current);
  }

  #handOn(current: Current): void {
    const { loaded, crcs, from, to } = current;
    if (loaded === null || from === to) return;
    this.#parts.offer(sliceBatch(crcs === null ? loaded : { ...loaded, fragmentCrcs: crcs }, from, to));
    current.from = to;
  }

  #differs(number: number): void {
    this.#differingCount += 1;
    if (this.#differing.length < mostNamed) this.#differing.push(number);
  }

  #tell(yielded: number): void {
    const { compared, warn } = this.#parts;
    const more = this.#differingCount - this.#differing.length;
    if (this.#differingCount > 0) {
      const named = `${this.#differing.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
      const [noun, verb] = this.#differingCount === 1 ? ['fragment', 'is'] : ['fragments', 'are'];
      warn(
        `${noun} ${named} ${verb} not what the earlier splitter had yielded, so what was kept of ${this.#differingCount === 1 ? 'it' : 'them'} does not count`,
      );
    }
    if (this.#unknownCount > 0)
      warn(
        `of ${formatCounted(this.#unknownCount, 'fragment')} it was not noted what they were, since they were processed quickly, so they were processed again`,
      );
    const last = compared.results.at(-1)?.kept;
    const before = last === undefined ? 0 : last.first + last.count - 1;
    if (before > yielded)
      warn(
        `the splitter yielded ${formatCounted(yielded, 'fragment')}, and the earlier one at least ${before}: what was kept of the others does not count`,
      );
  }
}

import { type Batch, batchEnd, sliceBatch } from '../../bridge/batch.ts';
import { isInSegment } from '../../bridge/payload.ts';
import { failure } from '../../model/failures.ts';
import { patienceMs } from '../../model/job-limits.ts';
import { afterDeath, noToll, retryEvent, triesOf } from '../containers/after-death.ts';
import type { Death, RoleContainer } from '../containers/role-container.ts';
import { PrefixDigest, type Yielded } from '../disk/prefix-digest.ts';
import type { JobHub } from '../job-hub.ts';
import type { Lane } from '../look/job-look.ts';
import type { JobSample } from '../sample/sample.ts';
import type { Window } from './window.ts';

export interface SplitStageParts {
  readonly hub: JobHub;
  readonly window: Window;
  /** Bytes of fragments that wait for a worker. */
  readonly waitingBytes: () => number;
  /** Bytes of fragments that may wait for a worker. */
  readonly leadBytes: () => number;
  /** Takes fragments that are to be processed. */
  readonly deliver: (batch: Batch) => void;
  /** Whether a fragment that an earlier splitter yielded still has to be processed. */
  readonly wanted: (fragment: number) => boolean;
  /** From a journal; null at the first start. */
  readonly earlier: Yielded | null;
  /** How many fragments an earlier run had when its splitter ended; null where none has. */
  readonly ended: number | null;
  /** Ends the splitter once it has yielded enough; null: it is for the splitter to end. */
  readonly sample: JobSample | null;
}

/**
 * Pulls fragments from the splitter while the window has room. When the splitter is replaced, the new one yields from
 * the beginning again: what was yielded before is compared by digest and dropped, unless it is still wanted.
 */
export class SplitStage {
  exhausted = false;
  #container: RoleContainer | null = null;
  #digest: PrefixDigest;
  #earlier: Yielded | null;
  /** Bytes that the current splitter has yielded. */
  #bytes = 0;
  /** Fragments up to here were handed on since this process began, and must not be again. */
  #takenThrough = 0;
  #began = false;
  #waitingSince = 0;
  /** Fragments that the current splitter was asked for. */
  #asked = 0;
  #toll = noToll;
  /** What it yielded that is not of the sample. */
  readonly #beyond = { fragments: 0, bytes: 0 };
  /** The journal is about to tell how much was yielded. */
  #telling = false;
  readonly #parts: SplitStageParts;

  constructor(parts: SplitStageParts) {
    this.#parts = parts;

    this.#earlier = parts.earlier;
    this.#digest = this.#newDigest();
  }

  get ready(): boolean {
    return this.#container?.ready ?? false;
  }

  get lane(): Lane {
    const { hub, window } = this.#parts;
    const container = this.#container;
    const isAtWork = container?.ready === true && !this.exhausted && window.open && this.#began;
    const idle = container?.ready === true || this.exhausted ? 'idle' : 'starting';
    return {
      ...{ role: 'splitter', worker: null, state: isAtWork ? 'busy' : idle },
      ...{ first: isAtWork ? this.#digest.count + 1 : null, held: 0, done: this.#digest.count },
      forMs: isAtWork ? hub.clock.now() - this.#waitingSince : null,
      ...{ tries: isAtWork ? triesOf(this.#toll) + 1 : 0, restarts: triesOf(this.#toll) },
      node: container?.node ?? null,
      memoryBytes: container?.peakMemoryBytes ?? null,
      memoryLimitBytes: container?.memoryBytes ?? hub.options.limits.memory,
    };
  }

  async start(memoryBytes = this.#parts.hub.options.limits.memory): Promise<void> {
    const { hub } = this.#parts;
    const container = await hub.start('splitter', memoryBytes, {
      ready: () => hub.pump(),
      fragments: (batch) => this.#take(batch),
      exhausted: () => this.#end(),
      failed: () => this.#sampleIsWhole,
      left: (readBytes) => {
        if (this.#sampleIsWhole) this.#leave(false, readBytes);
      },
    });
    if (container === null) return;
    this.#container = container;
    void container.died.then((death) => this.#died(container, death));
  }

  /** Lets fragments flow. */
  begin(): void {
    this.#began = true;
  }

  pump(): void {
    const { hub, window, waitingBytes, leadBytes } = this.#parts;
    if (!this.#began || this.exhausted || this.#container?.ready !== true) return;
    const blocked = !window.open;
    const grant = window.grant(waitingBytes(), leadBytes());
    if (grant === null) return;
    if (blocked) this.#waitingSince = hub.clock.now();
    const fragments = Math.min(grant.fragments, this.#leftToAsk);
    this.#asked += fragments;
    this.#container.session.pull(fragments, grant.bytes);
  }

  tick(): void {
    const { hub, window } = this.#parts;
    if (this.exhausted || !window.open || this.#container?.ready !== true) return;
    if (hub.clock.now() - this.#waitingSince > patienceMs(hub.options.limits.splitSeconds)) {
      this.#container.stop('splitter-stalled');
    }
  }

  #take(whole: Batch): void {
    const { hub, window, deliver } = this.#parts;
    this.#waitingSince = hub.clock.now();
    window.yielded(whole.sizes.length, whole.payload.length);
    const batch = this.#withinSample(whole);
    if (batch === null) return;
    if (this.#isBeyondEnd(batch)) return;
    this.#bytes += batch.payload.length;
    const repeated = this.#repeated(batch);
    if (repeated === null) return;
    for (const piece of repeated.wanted) deliver(piece);
    if (repeated.fresh !== null) {
      hub.totals.fragments = this.#digest.count;
      hub.totals.bytesIn = this.#bytes;
      this.#tellYielded();
      this.#tellSample(repeated.fresh);
      deliver(repeated.fresh);
    }
    this.#takenThrough = Math.max(this.#takenThrough, this.#digest.count);
    hub.pump();
  }

  /** Whether a splitter goes on where an earlier run's had ended; the job fails then. */
  #isBeyondEnd(batch: Batch): boolean {
    const { ended } = this.#parts;
    if (ended === null || batchEnd(batch) <= ended + 1) return false;
    this.#disagree(`yielded more fragments than the ${ended} with which it had ended`);
    return true;
  }

  /** Splits a batch into what was yielded before and is still wanted, and what is fresh. Null: the digests differ. */
  #repeated(batch: Batch): { wanted: readonly Batch[]; fresh: Batch | null } | null {
    const earlier = this.#earlier;
    if (earlier === null || batch.first > earlier.count) {
      this.#digest.update(batch);
      return { wanted: [], fresh: batch };
    }
    const end = batchEnd(batch);
    if (end > earlier.count) {
      if (this.#digest.updateThrough(batch, earlier.count) !== earlier.digest) {
        this.#disagree(othersThan(earlier.count));
        return null;
      }
    } else this.#digest.update(batch);
    const old = sliceBatch(batch, batch.first, Math.min(end, earlier.count + 1));
    const fresh = end > earlier.count + 1 ? sliceBatch(batch, earlier.count + 1, end) : null;
    return { wanted: this.#stillWanted(old), fresh };
  }

  #stillWanted(old: Batch): Batch[] {
    const { hub, window } = this.#parts;
    const pieces: Batch[] = [];
    const end = batchEnd(old);
    for (let from = old.first, to = from; from < end; from = to) {
      const isWanted = this.#isWanted(from);
      while (to < end && this.#isWanted(to) === isWanted) to += 1;
      const piece = sliceBatch(old, from, to);
      if (isWanted) pieces.push(piece);
      else {
        window.leave(to - from, piece.payload.length);
        hub.release(piece.payload);
      }
    }
    return pieces;
  }

  #isWanted(number: number): boolean {
    return number > this.#takenThrough && this.#parts.wanted(number);
  }

  /** However much comes meanwhile, the record tells of all that there is when it is written. */
  #tellYielded(): void {
    if (this.#telling) return;
    this.#telling = true;
    this.#parts.hub.record(() => {
      this.#telling = false;
      return { type: 'yielded', ...this.#yielded() };
    });
  }

  /** The most that any splitter of this job has yielded. */
  #yielded(): Yielded {
    const digest = this.#digest;
    const bytes = this.#bytes;
    const earlier = this.#earlier;
    if (earlier !== null && digest.count < earlier.count) return earlier;
    return { count: digest.count, bytes, digest: digest.value() };
  }

  #newDigest(): PrefixDigest {
    return new PrefixDigest((payload) =>
      this.#parts.hub.crcOf({ first: 1, sizes: new Uint32Array(0), payload }),
    );
  }

  /** No splitter is asked for more than one fragment beyond the sample. */
  get #leftToAsk(): number {
    const { sample } = this.#parts;
    return sample === null ? Number.POSITIVE_INFINITY : sample.fragments + 1 - this.#asked;
  }

  /** What of a batch belongs to the sample; null: nothing. The first fragment beyond it ends the splitter. */
  #withinSample(batch: Batch): Batch | null {
    const { hub, window, sample } = this.#parts;
    if (sample === null) return batch;
    const end = batchEnd(batch);
    const within = Math.min(end, sample.fragments + 1);
    if (within === end) return batch;
    const beyond = sliceBatch(batch, Math.max(within, batch.first), end);
    window.leave(beyond.sizes.length, beyond.payload.length);
    hub.release(beyond.payload);
    this.#beyond.fragments += beyond.sizes.length;
    this.#beyond.bytes += beyond.payload.length;
    this.#container?.session.dismiss();
    return within > batch.first ? sliceBatch(batch, batch.first, within) : null;
  }

  #tellSample(batch: Batch): void {
    const { sample } = this.#parts;
    if (sample === null || isInSegment(batch.payload)) return;
    let offset = 0;
    for (const [index, size] of batch.sizes.entries()) {
      sample.onFragment(batch.first + index, batch.payload.subarray(offset, offset + size));
      offset += size;
    }
  }

  /** The splitter is at its end, or was left where the sample is. */
  #leave(ended: boolean, readBytes: number | null): void {
    const { hub, sample } = this.#parts;
    if (this.exhausted) return;
    this.exhausted = true;
    hub.clocks.ended('split');
    sample?.onSplit({
      ended,
      fragments: this.#digest.count + this.#beyond.fragments,
      bytes: this.#bytes + this.#beyond.bytes,
      readBytes,
    });
    hub.pump();
  }

  get #sampleIsWhole(): boolean {
    const { sample } = this.#parts;
    return sample !== null && this.#digest.count >= sample.fragments;
  }

  #end(): void {
    const { hub } = this.#parts;
    const count = this.#digest.count;
    if (this.#earlier !== null && count < this.#earlier.count) {
      this.#disagree(othersThan(count));
      return;
    }
    hub.record(() => ({ type: 'exhausted', count }));
    this.#container?.session.dismiss();
    this.#leave(true, null);
  }

  #disagree(what: string): void {
    const { hub } = this.#parts;
    // The journal goes on telling of what was yielded first.
    this.#digest = this.#newDigest();
    hub.fail(failure('nondeterministic-splitter', 'split', `started again, the splitter ${what}`));
  }

  #died(container: RoleContainer, death: Death): void {
    const { hub, window } = this.#parts;
    if (hub.over || this.exhausted) return;
    // Whatever it was at then is not of the sample.
    if (this.#sampleIsWhole) {
      this.#leave(false, null);
      return;
    }
    const cause = hub.judge(container, 'splitter', death, this.#digest.count + 1);
    const { retries, limits } = hub.options;
    const next = afterDeath({
      ...{ interrupted: 'splitting', cause, toll: this.#toll, retries },
      ...{ memoryBytes: container.memoryBytes, memoryCap: limits.memoryCap },
    });
    this.#toll = next.toll;
    if (!next.again) {
      hub.fail(cause);
      return;
    }
    if (this.#digest.count > 0) this.#earlier = this.#yielded();
    this.#digest = this.#newDigest();
    this.#bytes = 0;
    window.revoke();
    this.#asked = 0;
    hub.totals.retried += 1;
    hub.emit(retryEvent(cause, next.attempt));
    void this.start(next.memoryBytes);
  }
}

function othersThan(count: number): string {
  return `yielded other fragments than before: the first ${count} differ`;
}

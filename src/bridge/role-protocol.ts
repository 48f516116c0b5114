import { BridgeFault } from './bridge-fault.ts';
import { type HarnessMessage, type HarnessMessageType, protocolVersion, type Role } from './messages.ts';
import type { SegmentLedger } from './segment-ledger.ts';
import { indexAbove, sum } from './sizes.ts';

/** How many bytes one message may carry beyond the largest fragment or result. */
export const maxBatchBytes = 5 * 1024 * 1024;

/**
 * Heartbeats, log lines and violations that one container may say: a heartbeat every two seconds for almost six days.
 * Each costs the chief a little, and nothing else bounds them.
 */
export const mostAsides = 250_000;

export interface ProtocolLimits {
  readonly fragmentBytes: number;
  readonly resultBytes: number;
  readonly fragments: number;
  readonly totalBytes: number;
}

type Phase = 'hello' | 'loading' | 'serving' | 'ending' | 'over';

/** A message by which a container hands over payload. */
type WrittenBatch = Extract<HarnessMessage, { type: 'fragments' | 'results' }>;

/** Consecutive fragment numbers that the other side still owes an answer for. */
interface Owed {
  next: number;
  readonly end: number;
}

/**
 * What one container may say, and when: judged message by message, before any payload is read and before anybody
 * acts on it. Keeps counts only, never payload. A message out of turn throws BridgeFault.
 */
export class RoleProtocol {
  #phase: Phase = 'hello';
  #creditFragments = 0;
  #creditBytes = 0;
  #seenFragments = 0;
  #seenBytes = 0;
  #exhausted = false;
  #finish: 'not-asked' | 'asked' | 'answered' = 'not-asked';
  /**
   * The container reported a failure after which only `bye` may follow; never the case for a worker that is serving.
   */
  #failed = false;
  #answered = 0;
  #asides = 0;
  readonly #owed: Owed[] = [];
  readonly #role: Role;
  readonly #token: string;
  readonly #limits: ProtocolLimits;
  readonly #segment: SegmentLedger | null;

  constructor(
    role: Role,
    token: string,
    limits: ProtocolLimits,
    /** Accounts for the segment that the container writes, if any. */
    segment: SegmentLedger | null = null,
  ) {
    this.#role = role;
    this.#token = token;
    this.#limits = limits;
    this.#segment = segment;
  }

  /** True once `bye` was accepted: the end of the stream is then no crash. */
  get over(): boolean {
    return this.#phase === 'over';
  }

  pulled(fragments: number, bytes: number): void {
    this.#creditFragments += fragments;
    this.#creditBytes += bytes;
  }

  /** The chief sent fragments to process, or results to merge. */
  sent(first: number, count: number): void {
    this.#owed.push({ next: first, end: first + count });
  }

  finishAsked(): void {
    this.#finish = 'asked';
  }

  endAsked(): void {
    if (this.#phase !== 'over') this.#phase = 'ending';
  }

  /** Judges a message of valid shape and takes it into account. Returns the payload bytes to read. */
  admit(message: HarnessMessage): number {
    switch (message.type) {
      case 'hello':
        this.#expect(message.type, this.#phase === 'hello');
        // Its first word, before it knows of any user code.
        if (message.protocol !== protocolVersion) {
          throw new BridgeFault(
            'internal',
            `the harness of the ${this.#role} speaks version ${message.protocol} of the protocol, not ${protocolVersion}`,
          );
        }
        this.#expect('hello', message.role === this.#role && message.token === this.#token);
        this.#phase = 'loading';
        return 0;
      case 'ready':
        this.#expect(message.type, this.#phase === 'loading' && !this.#failed);
        this.#phase = 'serving';
        return 0;
      case 'fragments':
        this.#expect(
          message.type,
          this.#role === 'splitter' && this.#phase === 'serving' && !this.#exhausted && !this.#failed,
        );
        this.#admitFragments(message);
        return message.bytes;
      case 'exhausted':
        this.#expect(
          message.type,
          this.#role === 'splitter' && this.#phase === 'serving' && !this.#exhausted && !this.#failed,
        );
        this.#expect(message.type, message.count === this.#seenFragments);
        this.#exhausted = true;
        return 0;
      case 'results':
        this.#expect(
          message.type,
          this.#role === 'worker' && (this.#phase === 'serving' || this.#phase === 'ending'),
        );
        this.#admitSizes('result-too-large', 'resultBytes', this.#limits.resultBytes, message);
        this.#answer(message.type, message.first, message.sizes.length);
        return message.bytes;
      case 'merged':
        this.#expect(message.type, this.#role === 'merger' && this.#phase === 'serving' && !this.#failed);
        this.#answer(message.type, message.first, message.count);
        return 0;
      case 'finished':
        this.#expect(
          message.type,
          this.#role === 'merger' && this.#finish === 'asked' && this.#owed.length === 0 && !this.#failed,
        );
        this.#finish = 'answered';
        return 0;
      case 'failed':
        this.#admitFailed(message.stage, message.fragment);
        return 0;
      case 'log':
      case 'violation':
      case 'heartbeat':
        this.#expect(message.type, this.#phase !== 'hello' && this.#phase !== 'over');
        this.#asides += 1;
        if (this.#asides > mostAsides)
          throw new BridgeFault('protocol', `more than ${mostAsides} heartbeats, log lines and violations`);
        return 0;
      case 'bye':
        this.#expect(message.type, this.#phase === 'ending' || this.#failed);
        this.#expect(
          message.type,
          message.count === (this.#role === 'splitter' ? this.#seenFragments : this.#answered),
        );
        this.#phase = 'over';
        return 0;
    }
  }

  #admitFragments(message: WrittenBatch): void {
    const { first, sizes } = message;
    this.#expect('fragments', first === this.#seenFragments + 1);
    if (sizes.length > this.#creditFragments || this.#creditBytes <= 0) {
      throw new BridgeFault('protocol', `more fragments than were asked for, at fragment ${first}`);
    }
    const bytes = this.#admitSizes(
      'fragment-too-large',
      'fragmentBytes',
      this.#limits.fragmentBytes,
      message,
    );
    if (bytes - (sizes.at(-1) ?? 0) >= this.#creditBytes) {
      throw new BridgeFault('protocol', `more bytes than were asked for, at fragment ${first}`);
    }
    this.#creditFragments -= sizes.length;
    this.#creditBytes -= bytes;
    this.#seenFragments += sizes.length;
    this.#seenBytes += bytes;
    if (this.#seenFragments > this.#limits.fragments) {
      throw new BridgeFault(
        'too-many-fragments',
        `the splitter yielded more than ${this.#limits.fragments} fragments`,
        {
          fragment: this.#limits.fragments + 1,
          limit: 'fragments',
          observed: this.#seenFragments,
        },
      );
    }
    if (this.#seenBytes > this.#limits.totalBytes) {
      throw new BridgeFault(
        'too-much-data',
        `the splitter yielded more than ${this.#limits.totalBytes} bytes in all`,
        {
          fragment: this.#seenFragments,
          limit: 'totalBytes',
          observed: this.#seenBytes,
        },
      );
    }
  }

  #admitSizes(
    tooLarge: 'fragment-too-large' | 'result-too-large',
    limit: 'fragmentBytes' | 'resultBytes',
    most: number,
    batch: WrittenBatch,
  ): number {
    const index = indexAbove(batch.sizes, most);
    if (index !== -1) {
      const size = batch.sizes[index]!;
      const noun = tooLarge === 'fragment-too-large' ? 'fragment' : 'the result of fragment';
      throw new BridgeFault(
        tooLarge,
        `${noun} ${batch.first + index} has ${size} bytes; the limit is ${most}`,
        {
          fragment: batch.first + index,
          limit,
          observed: size,
        },
      );
    }
    const total = sum(batch.sizes, 0, batch.sizes.length);
    const declared = batch.segment === undefined ? batch.bytes : total + batch.bytes;
    if (total !== declared || total > maxBatchBytes + most) {
      throw new BridgeFault(
        'protocol',
        `a message declares ${batch.bytes} bytes for sizes that sum to ${total}`,
      );
    }
    if (batch.segment !== undefined) this.#admitRange(batch.segment, total);
    return total;
  }

  #admitRange(
    { name, offset, crc }: { readonly name: string; readonly offset: number; readonly crc?: number },
    length: number,
  ): void {
    if (this.#segment === null || name !== this.#segment.geometry.name) {
      throw new BridgeFault('protocol', `segment ${name} is not the container’s own`);
    }
    if (this.#segment.geometry.checksums && crc === undefined) {
      throw new BridgeFault('protocol', `segment ${name} was written without a checksum`);
    }
    this.#segment.admit(offset, length);
  }

  #admitFailed(stage: string, fragment: number | null): void {
    const due = {
      load: this.#phase === 'loading',
      split: this.#role === 'splitter' && this.#phase === 'serving' && !this.#exhausted,
      process: this.#role === 'worker' && (this.#phase === 'serving' || this.#phase === 'ending'),
      merge: this.#role === 'merger' && this.#phase === 'serving',
      finish: this.#role === 'merger' && this.#finish === 'asked',
    }[stage];
    this.#expect('failed', due === true && !this.#failed);
    if (stage === 'process') {
      this.#expect('failed', fragment !== null);
      this.#answer('failed', fragment!, 1);
      return;
    }
    if (stage === 'merge') this.#expect('failed', fragment !== null && this.#owed[0]?.next === fragment);
    this.#failed = true;
  }

  /** Numbers `first` … must be the next ones owed, all within what was sent in one message. */
  #answer(type: HarnessMessageType, first: number, count: number): void {
    const oldest = this.#owed[0];
    if (oldest === undefined || oldest.next !== first || first + count > oldest.end || count < 1) {
      throw new BridgeFault('protocol', `${type} for fragment ${first}, which is not the next one due`);
    }
    oldest.next += count;
    this.#answered += count;
    if (oldest.next === oldest.end) this.#owed.shift();
  }

  #expect(type: HarnessMessageType, due: boolean): void {
    if (!due) throw new BridgeFault('protocol', `a ${this.#role} may not say ${type} in this state`);
  }
}

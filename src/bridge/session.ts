import type { Duplex } from 'node:stream';
import type { Batch } from './batch.ts';
import { BridgeFault } from './bridge-fault.ts';
import { encodeLine } from './encode-frame.ts';
import { type Frame, FrameDecoder } from './frame-decoder.ts';
import { harnessMessage } from './message-validator.ts';
import type { ChiefMessage, FailedMessage, HarnessMessage, LoadMessage, Role } from './messages.ts';
import { isInSegment } from './payload.ts';
import { type ProtocolLimits, RoleProtocol } from './role-protocol.ts';
import type { SegmentLedger } from './segment-ledger.ts';
import { encodeSizes, sum } from './sizes.ts';

/**
 * How a session ended: after `bye`, with the stream cut off before it, or by a message that the container may not send.
 */
export type SessionEnd =
  | { readonly kind: 'bye' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'fault'; readonly fault: BridgeFault };

/** What a container says. The session has checked that it may say so now; only the calls of its role come. */
export interface SessionHandlers {
  ready?(): void;
  fragments?(batch: Batch): void;
  exhausted?(count: number): void;
  results?(batch: Batch, seconds: number): void;
  merged?(first: number, count: number): void;
  finished?(): void;
  /** True: it ends nothing but the container. Of a worker's fragments that is taken for granted. */
  failed?(message: FailedMessage): unknown;
  violation?(kind: string, event: string, detail: string): void;
  log?(text: string): void;
  /** With `bye`, just before the end; how far a splitter was in its data, in bytes, where it told. */
  left?(readBytes: number | null): void;
  /** Always the last call, exactly once. */
  ended(end: SessionEnd): void;
}

export interface SessionOptions {
  readonly role: Role;
  readonly stream: Duplex;
  readonly token: string;
  readonly limits: ProtocolLimits;
  /** Accounts for the segment that the container writes; null: all its payload comes inline. */
  readonly segment: SegmentLedger | null;
  readonly handlers: SessionHandlers;
}

/**
 * The chief's end of one bridge: frames on a stream, judged by the role's protocol. Payload is sent as it is, in one
 * vectored write with its line. The session never closes the stream for a reason other than a fault or the end.
 */
export class Session {
  readonly #decoder: FrameDecoder<HarnessMessage>;
  readonly #protocol: RoleProtocol;
  #ended = false;
  /** Takes whatever comes, frames or not. */
  #onBytes: ((chunk: Buffer) => void) | null = null;
  /** What came was no frame, and need not have been. */
  #talksFreely = false;
  readonly #options: SessionOptions;
  readonly #loadMessage: LoadMessage;

  /** The session sends `load` when `hello` has come; the container answers with `ready` or `failed`. */
  constructor(options: SessionOptions, loadMessage: LoadMessage) {
    this.#options = options;
    this.#loadMessage = loadMessage;

    const { role, token, limits, stream, segment } = options;
    this.#protocol = new RoleProtocol(role, token, limits, segment);
    this.#decoder = new FrameDecoder((line) => {
      const message = harnessMessage(line);
      return { message, bytes: this.#protocol.admit(message) };
    });
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('error', () => this.#end({ kind: 'cut' }));
    stream.on('end', () => this.#end({ kind: this.#protocol.over ? 'bye' : 'cut' }));
    stream.on('close', () => this.#end({ kind: this.#protocol.over ? 'bye' : 'cut' }));
  }

  pull(fragments: number, bytes: number): void {
    this.#protocol.pulled(fragments, bytes);
    this.#send({ type: 'pull', fragments, fragmentBytes: bytes });
  }

  /** `gatherMs`: for so long results may be kept, to be said together; null: as long as harnesses do. */
  process(batch: Batch, gatherMs: number | null = null): void {
    this.#sendBatch('process', batch, gatherMs === null ? {} : { gatherMs });
  }

  merge(batch: Batch): void {
    this.#sendBatch('merge', batch);
  }

  /** Tells the container which blocks of its segment have come free. */
  recycle(): void {
    const blocks = this.#options.segment?.takeRecycled() ?? [];
    if (blocks.length > 0) this.#send({ type: 'recycle', blocks: [...blocks] });
  }

  finish(): void {
    this.#protocol.finishAsked();
    this.#send({ type: 'finish' });
  }

  /** Asks for `bye`; the container then exits by itself. */
  dismiss(): void {
    this.#protocol.endAsked();
    this.#send({ type: 'end' });
  }

  /** Stops and restarts reading, to hold the container back. */
  pause(): void {
    this.#options.stream.pause();
  }

  resume(): void {
    if (!this.#ended) this.#options.stream.resume();
  }

  /**
   * From now on what comes need not be frames: it is handed on as it is, and what is a frame all the same is still
   * heard.
   */
  hearOut(onBytes: (chunk: Buffer) => void): void {
    this.#onBytes = onBytes;
    this.resume();
  }

  #sendBatch(
    type: 'process' | 'merge',
    { first, sizes, payload }: Batch,
    more: { readonly gatherMs?: number } = {},
  ): void {
    this.#protocol.sent(first, sizes.length);
    const numbered = { type, first, sizes: encodeSizes(sizes), ...more };
    if (isInSegment(payload)) {
      this.#send({ ...numbered, bytes: 0, segment: { name: payload.segment, offset: payload.offset } });
    } else this.#send({ ...numbered, bytes: payload.length }, [payload]);
  }

  #send(message: ChiefMessage, parts: readonly Buffer[] = []): void {
    const { stream } = this.#options;
    if (this.#ended || stream.destroyed || stream.writableEnded) return;
    stream.cork();
    stream.write(encodeLine(message));
    for (const part of parts) if (part.length > 0) stream.write(part);
    stream.uncork();
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    this.#onBytes?.(chunk);
    if (this.#talksFreely) return;
    try {
      for (const frame of this.#decoder.push(chunk)) {
        this.#dispatch(frame);
        if (this.#ended) return;
      }
    } catch (error) {
      if (!(error instanceof BridgeFault)) throw error;
      if (this.#onBytes !== null) this.#talksFreely = true;
      else this.#end({ kind: 'fault', fault: error });
    }
  }

  #dispatch({ message, payload }: Frame<HarnessMessage>): void {
    const { handlers } = this.#options;
    switch (message.type) {
      case 'hello':
        this.#send(this.#loadMessage);
        return;
      case 'ready':
        handlers.ready?.();
        return;
      case 'fragments':
        handlers.fragments?.(batchOf(message, payload));
        return;
      case 'exhausted':
        handlers.exhausted?.(message.count);
        return;
      case 'results':
        handlers.results?.(batchOf(message, payload), message.seconds);
        return;
      case 'merged':
        handlers.merged?.(message.first, message.count);
        return;
      case 'finished':
        handlers.finished?.();
        return;
      case 'failed':
        handlers.failed?.(message);
        return;
      case 'violation':
        handlers.violation?.(message.kind, message.event, message.detail);
        return;
      case 'log':
        handlers.log?.(message.text);
        return;
      case 'heartbeat':
        return;
      case 'bye':
        handlers.left?.(message.read ?? null);
        this.#end({ kind: 'bye' });
        return;
    }
  }

  #end(end: SessionEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    if (end.kind === 'fault') this.#options.stream.destroy();
    this.#options.handlers.ended(end);
  }
}

/** The batch that a message carries or points to. */
function batchOf(
  { first, sizes, segment, crcs }: Extract<HarnessMessage, { type: 'fragments' | 'results' }>,
  payload: Buffer,
): Batch {
  const madeOf = crcs === undefined ? {} : { fragmentCrcs: crcs };
  if (segment === undefined) return { first, sizes, payload, ...madeOf };
  const { name, offset, crc } = segment;
  const place = { segment: name, offset, length: sum(sizes, 0, sizes.length) };
  return { first, sizes, payload: place, ...(crc === undefined ? {} : { crc }), ...madeOf };
}

import { isUtf8 } from 'node:buffer';
import { BridgeFault } from './bridge-fault.ts';
import { maxLineBytes } from './messages.ts';

export interface Frame<Message> {
  readonly message: Message;
  /** Exactly the bytes that the message declared; empty where it declared none. */
  readonly payload: Buffer;
}

/**
 * Judges a parsed line before its payload is allocated: the message and its payload's bytes, or a BridgeFault thrown.
 */
export type Admit<Message> = (line: unknown) => { readonly message: Message; readonly bytes: number };

const newline = 0x0a;
const empty = Buffer.alloc(0);

/**
 * Turns a byte stream, cut anywhere, into frames: one JSON object per line, then the payload it declares.
 * Holds at most one line of {@link maxLineBytes} or one admitted payload. Knows nothing of what messages mean.
 */
export class FrameDecoder<Message> {
  #line: Buffer[] = [];
  #lineBytes = 0;
  #pending: { readonly message: Message; readonly payload: Buffer; filled: number } | null = null;
  readonly #admit: Admit<Message>;

  constructor(admit: Admit<Message>) {
    this.#admit = admit;
  }

  /** True between frames: the stream may end here without cutting one. */
  get idle(): boolean {
    return this.#pending === null && this.#lineBytes === 0;
  }

  /** Frames that `chunk` completes, in order. Payloads may share memory with `chunk`. Throws BridgeFault. */
  *push(chunk: Buffer): Generator<Frame<Message>, void, void> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#pending !== null) {
        const { message, payload, filled } = this.#pending;
        const taken = Math.min(payload.length - filled, chunk.length - at);
        chunk.copy(payload, filled, at, at + taken);
        this.#pending.filled += taken;
        at += taken;
        if (this.#pending.filled < payload.length) return;
        this.#pending = null;
        yield { message, payload };
        continue;
      }
      const end = chunk.indexOf(newline, at);
      const stop = end === -1 ? chunk.length : end;
      if (this.#lineBytes + stop - at > maxLineBytes) {
        throw new BridgeFault('protocol', `a line is longer than ${maxLineBytes} bytes`);
      }
      if (end === -1) {
        this.#line.push(chunk.subarray(at));
        this.#lineBytes += chunk.length - at;
        return;
      }
      const { message, bytes } = this.#admit(this.#parse(chunk.subarray(at, end)));
      at = end + 1;
      if (bytes === 0) yield { message, payload: empty };
      else if (chunk.length - at >= bytes) {
        yield { message, payload: chunk.subarray(at, at + bytes) };
        at += bytes;
      } else this.#pending = { message, payload: Buffer.allocUnsafeSlow(bytes), filled: 0 };
    }
  }

  #parse(rest: Buffer): unknown {
    const line = this.#lineBytes === 0 ? rest : Buffer.concat([...this.#line, rest]);
    this.#line = [];
    this.#lineBytes = 0;
    if (!isUtf8(line)) throw new BridgeFault('protocol', 'a line is not UTF-8');
    try {
      return JSON.parse(line.toString('utf8'));
    } catch (error) {
      throw new BridgeFault('protocol', `a line is not JSON: ${(error as Error).message}`);
    }
  }
}

import type { Readable } from 'node:stream';
import { decodeSizes, encodeSizes } from '../../src/bridge/sizes.ts';

/** One frame as it stands on the wire, unjudged. */
export interface TestFrame {
  /** Sizes are decoded. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came.
  readonly message: { readonly type: string; readonly [name: string]: any };
  readonly payload: Buffer;
}

/** A frame; `sizes` may be given as numbers and stand in it as they do on the wire. */
export function frameBytes(message: object, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(message, sizesAsText)}\n`), payload]);
}

function sizesAsText(key: string, value: unknown): unknown {
  if (key !== 'sizes') return value;
  if (value instanceof Uint32Array) return encodeSizes(value);
  return Array.isArray(value) ? encodeSizes(Uint32Array.from(value)) : value;
}

/** The line of a batch message with its payload behind it. */
export function batchBytes(
  type: string,
  first: number,
  items: readonly Uint8Array[],
  more: object = {},
): Buffer {
  const payload = Buffer.concat(items);
  return frameBytes(
    { type, first, sizes: items.map((item) => item.length), bytes: payload.length, ...more },
    payload,
  );
}

/** The fragments or results in a batch message. */
export function itemsOf({ message, payload }: TestFrame): Buffer[] {
  let end = 0;
  return Array.from(message.sizes as Uint32Array, (size) => {
    end += size;
    return payload.subarray(end - size, end);
  });
}

function sizesFromText(key: string, value: unknown): unknown {
  return key === 'sizes' && typeof value === 'string' ? decodeSizes(value) : value;
}

/**
 * Takes frames off a stream one at a time and leaves the rest in it, so that the writer feels whether they are taken.
 * Knows nothing of the product's decoder, and is small enough to be right.
 */
export class FrameReader {
  readonly #stream: Readable;
  #chunks: Buffer[] = [];
  #ended = false;
  #wake: () => void = () => {};

  constructor(stream: Readable) {
    this.#stream = stream;
    const over = () => {
      this.#ended = true;
      this.#wake();
    };
    stream.on('readable', () => this.#wake());
    stream.on('end', over);
    stream.on('close', over);
    stream.on('error', over);
  }

  /** The next frame; null when the stream ended before one was complete. */
  async next(): Promise<TestFrame | null> {
    const line = await this.#take((chunk) => chunk.indexOf(0x0a) + 1);
    if (line === null) return null;
    const message = JSON.parse(line.toString(), sizesFromText) as TestFrame['message'];
    let missing = Number(message.bytes ?? 0);
    if (missing === 0) return { message, payload: Buffer.alloc(0) };
    const payload = await this.#take((chunk) => {
      if (missing <= chunk.length) return missing;
      missing -= chunk.length;
      return 0;
    });
    return payload === null ? null : { message, payload };
  }

  /** The next frame that is not a heartbeat, a log line or a violation. */
  async nextAnswer(): Promise<TestFrame | null> {
    for (;;) {
      const frame = await this.next();
      if (frame === null || !['heartbeat', 'log', 'violation'].includes(frame.message.type)) return frame;
    }
  }

  /** Bytes up to the place that `endIn` finds in a chunk; it says 0 when the chunk is to be taken whole. */
  async #take(endIn: (chunk: Buffer) => number): Promise<Buffer | null> {
    const taken: Buffer[] = [];
    for (;;) {
      const chunk = this.#chunks.shift() ?? (await this.#chunk());
      if (chunk === null) return null;
      const end = endIn(chunk);
      if (end === 0) {
        taken.push(chunk);
        continue;
      }
      taken.push(chunk.subarray(0, end));
      if (end < chunk.length) this.#chunks.unshift(chunk.subarray(end));
      return taken.length === 1 ? taken[0]! : Buffer.concat(taken);
    }
  }

  async #chunk(): Promise<Buffer | null> {
    for (;;) {
      const chunk = this.#stream.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

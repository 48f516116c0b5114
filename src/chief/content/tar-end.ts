import { Transform, type TransformCallback } from 'node:stream';

const blockBytes = 512;

/** Passes a tar through and notes whether it ends as one: with two blocks of zeros. */
export class TarEnd extends Transform {
  #seenBytes = 0;
  #tail = Buffer.alloc(0);

  /** To be asked when everything has passed. */
  get isWhole(): boolean {
    return (
      this.#seenBytes % blockBytes === 0 &&
      this.#tail.length === 2 * blockBytes &&
      this.#tail.every((byte) => byte === 0)
    );
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#seenBytes += chunk.length;
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-2 * blockBytes)]).subarray(-2 * blockBytes);
    done(null, chunk);
  }
}

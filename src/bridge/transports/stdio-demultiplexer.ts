import { Transform, type TransformCallback } from 'node:stream';

const headerBytes = 8;

/**
 * Takes a container's attached output apart: standard output goes through, standard error goes to `onError` as it
 * comes. The format is the engine's: a header of eight bytes (stream number, three zero bytes, length in big
 * endian), then the bytes. Holds back nothing but a part of a header, passes the reader's backpressure on, and
 * fails on anything that is not such a header instead of guessing.
 */
export class StdioDemultiplexer extends Transform {
  readonly #onError: (chunk: Buffer) => void;
  readonly #header = Buffer.alloc(headerBytes);
  #headerFill = 0;
  #stream = 0;
  #left = 0;

  constructor(onError: (chunk: Buffer) => void) {
    super();
    this.#onError = onError;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const part = chunk.subarray(at, at + this.#left);
        at += part.length;
        this.#left -= part.length;
        if (this.#stream === 1) this.push(part);
        else this.#onError(part);
        continue;
      }
      const copied = chunk.copy(this.#header, this.#headerFill, at);
      at += copied;
      this.#headerFill += copied;
      if (this.#headerFill < headerBytes) break;
      this.#headerFill = 0;
      if (!isHeader(this.#header)) {
        done(new Error(`the engine sent an unknown stream header: ${this.#header.toString('hex')}`));
        return;
      }
      this.#stream = this.#header[0]!;
      this.#left = this.#header.readUInt32BE(4);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    const cutShort = this.#headerFill > 0 || this.#left > 0;
    done(cutShort ? new Error('the engine ended the stream in the middle of a frame') : null);
  }
}

function isHeader(header: Buffer): boolean {
  const stream = header[0];
  return (stream === 1 || stream === 2) && header[1] === 0 && header[2] === 0 && header[3] === 0;
}

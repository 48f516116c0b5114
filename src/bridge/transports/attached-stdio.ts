import { Duplex } from 'node:stream';
import { StdioDemultiplexer } from './stdio-demultiplexer.ts';

/**
 * The bridge over a container's attached stdio: writes go to its standard input, reads come from its standard
 * output, standard error goes to `onError`. Takes `attached` over: it ends and fails with the returned stream.
 */
export function attachedStdio(attached: Duplex, onError: (chunk: Buffer) => void): Duplex {
  const output = attached.pipe(new StdioDemultiplexer(onError));
  const stream = new AttachedStdio(attached, output);
  attached.on('error', (error) => stream.destroy(error));
  attached.on('close', () => output.end());
  output.on('error', (error) => stream.destroy(error));
  stream.on('error', () => {});
  return stream;
}

/** Resolves when the first bytes are there to be read, taking none of them away; never if the stream ends without. */
export function firstBytes(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    stream.once('readable', () => {
      if (stream.readableLength > 0) resolve();
    });
  });
}

class AttachedStdio extends Duplex {
  readonly #attached: Duplex;
  readonly #output: StdioDemultiplexer;

  constructor(attached: Duplex, output: StdioDemultiplexer) {
    super();
    this.#attached = attached;
    this.#output = output;
    output.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) output.pause();
    });
    output.on('end', () => this.push(null));
    output.pause();
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#attached.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#attached.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#attached.destroy();
    this.#output.destroy();
    done(error);
  }
}

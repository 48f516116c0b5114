import { closeSync, constants, fsync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Pace } from './pace.ts';
import { blockBytes, paddingOf } from './tar-member.ts';

/** What is gathered before it is written, in bytes. */
const gatheredBytes = 1024 * 1024;
const endBytes = 2 * blockBytes;

/** A file has other content than its size said. */
export class ChangedWhilePacked extends Error {
  constructor() {
    super('a file of the results changed while it was packed');
  }
}

/** Where a tar goes. */
export interface TarSink {
  write(bytes: Buffer): void;
  /** Returns when all of it is where it should be. */
  finish(): Promise<void>;
  close(): void;
}

/** A new file. Throws the system's own errors. */
export function fileSink(path: string): TarSink {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  return {
    write: (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
    },
    finish: () => promisify(fsync)(file),
    close: () => closeSync(file),
  };
}

/** Writes in large pieces, straight from where the content is read to. Throws the system's own errors. */
export class TarWriter {
  readonly #sink: TarSink;
  readonly #gathered = Buffer.allocUnsafe(gatheredBytes);
  #used = 0;

  constructor(sink: TarSink) {
    this.#sink = sink;
  }

  add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const copied = bytes.copy(this.#gathered, this.#used, at);
      at += copied;
      this.#take(copied);
    }
  }

  /** The content of an open file, of which it is known how much there is, and the zeros after it. */
  async addContent(file: number, size: number, pace: Pace): Promise<void> {
    for (let left = size; left > 0; ) {
      const read = readSync(file, this.#gathered, this.#used, Math.min(left, this.#room), null);
      if (read === 0) throw new ChangedWhilePacked();
      left -= read;
      this.#take(read);
      if (pace.isOver) await pace.rest();
    }
    this.#addZeros(paddingOf(size));
  }

  /** The end of the tar; returns when all of it is where it should be. */
  async finish(): Promise<void> {
    this.#addZeros(endBytes);
    this.#flush();
    await this.#sink.finish();
  }

  close(): void {
    this.#sink.close();
  }

  get #room(): number {
    return this.#gathered.length - this.#used;
  }

  #addZeros(count: number): void {
    for (let left = count; left > 0; ) {
      const zeros = Math.min(left, this.#room);
      this.#gathered.fill(0, this.#used, this.#used + zeros);
      left -= zeros;
      this.#take(zeros);
    }
  }

  #take(bytes: number): void {
    this.#used += bytes;
    if (this.#room === 0) this.#flush();
  }

  #flush(): void {
    this.#sink.write(this.#gathered.subarray(0, this.#used));
    this.#used = 0;
  }
}

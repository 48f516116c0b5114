import { Transform, type TransformCallback } from 'node:stream';
import { isBomb } from '../../package/archives/is-bomb.ts';
import { badArchive, UnpackRefused } from './unpack-refusal.ts';

const blockBytes = 512;
/** What a member may take beside its content: its header, one with a long name, and padding. */
const headerBytesPerMember = 4 * blockBytes;
/** What may come on top of all that: the end of an archive and one long header, in bytes. */
const spareBytes = 8 * 1024 * 1024;

const packAgain = 'Pack the folder again with `tar -cf data.tar -C FOLDER .`.';

/** What has been taken of the archive behind the meter. */
export interface TakenMembers {
  /** Content of files. */
  readonly bytes: number;
  readonly members: number;
}

/**
 * Passes a tar through and counts it while it is unpacked: in all against the size that it had packed, and what is not
 * the content of files against how many members there are. Ends the stream with {@link UnpackRefused} as soon as either
 * is too much. Notes whether the tar ends as one: with two blocks of zeros.
 */
export class TarMeter extends Transform {
  #seenBytes = 0;
  #tail = Buffer.alloc(0);
  readonly #packedBytes: number;
  readonly #taken: TakenMembers;

  constructor(packedBytes: number, taken: TakenMembers) {
    super();
    this.#packedBytes = packedBytes;
    this.#taken = taken;
  }

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
    const problem = this.#excess();
    if (problem === null) done(null, chunk);
    else done(new UnpackRefused(badArchive(problem, packAgain)));
  }

  #excess(): string | null {
    if (isBomb(this.#seenBytes, this.#packedBytes))
      return 'The archive unpacks to more than 200 times its size.';
    const { bytes, members } = this.#taken;
    if (this.#seenBytes - bytes > spareBytes + members * headerBytesPerMember)
      return 'The archive holds more headers or padding than its files need.';
    return null;
  }
}

import type { Limits } from '../model/limits.ts';
import { isIgnored } from './ignored.ts';

/** The file by which Python knows a virtual environment. */
export const environmentMark = 'pyvenv.cfg';
/** An archive may hold so many times more in what is left out of a package than a package may hold. */
const mostTimes = 8;
/** What a tar has around a member's content: its header, one with a long name, and padding. */
const bytesAround = 2560;

/**
 * What of a source is no part of the package: leftovers of tools, and virtual environments. It does not count against
 * the package's limits, and has bounds of its own where it has to be read to get past it.
 */
export class LeftOut {
  readonly #environments = new Set<string>();
  readonly #mostMembers: number;
  readonly #mostBytes: number;
  #members = 0;
  #bytes = 0;

  constructor({ packageBytes, packageFiles }: Pick<Limits, 'packageBytes' | 'packageFiles'>) {
    this.#mostMembers = mostTimes * packageFiles;
    this.#mostBytes = mostTimes * packageBytes + this.#mostMembers * bytesAround;
  }

  /** Folders that are virtual environments, by path. */
  get environments(): ReadonlySet<string> {
    return this.#environments;
  }

  addEnvironment(folder: string): void {
    this.#environments.add(folder);
  }

  has(path: string): boolean {
    if (isIgnored(path)) return true;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if (this.#environments.has(path.slice(0, end))) return true;
    return false;
  }

  /** Counts a member of an archive that is passed over; false once there are too many. */
  count(bytes: number): boolean {
    this.#members += 1;
    this.#bytes += bytes + bytesAround;
    return this.#members <= this.#mostMembers;
  }

  /** So many bytes of an archive may be passed over, as far as its headers have been read. */
  get allowedBytes(): number {
    return Math.min(this.#bytes, this.#mostBytes);
  }

  get mostMembers(): number {
    return this.#mostMembers;
  }
}

/** The folder that a file marks as a virtual environment, or null; the source itself is none. */
export function environmentMarkedBy(path: string): string | null {
  return path.endsWith(`/${environmentMark}`) ? path.slice(0, -environmentMark.length - 1) : null;
}

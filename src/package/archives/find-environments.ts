import type { Limits } from '../../model/limits.ts';
import type { Gate } from '../gate.ts';
import { environmentMarkedBy, LeftOut } from '../left-out.ts';
import type { Member } from '../member.ts';
import { memberPath } from '../member-path.ts';
import { readArchive } from './read-archive.ts';

/**
 * The virtual environments in an archive, from the names of its members, which may come in any order. Reads as far as
 * what a package and what is left out of it may take together; a folder that holds all of the archive is none.
 */
export async function findEnvironments(path: string, limits: Limits): Promise<readonly string[]> {
  const names = new Names(limits);
  await readArchive(path, names);
  return names.environments();
}

/** Takes every member for one that is left out, and keeps which folders are marked. */
class Names implements Gate {
  readonly claimedBytes = 0;
  readonly namesOnly = true;
  readonly files: ReadonlyMap<string, Buffer> = new Map();
  readonly findings: readonly unknown[] = [];
  readonly mostMembers: number;
  readonly mostBytes: number;
  readonly leftOut: LeftOut;
  readonly #marked = new Set<string>();
  readonly #tops = new Set<string>();
  #stopped = false;

  constructor(limits: Limits) {
    this.leftOut = new LeftOut(limits);
    this.mostMembers = 2 * limits.packageFiles;
    this.mostBytes = limits.packageBytes + limits.wheelBytes;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  environments(): readonly string[] {
    const wraps = (folder: string) => this.#tops.size === 1 && this.#tops.has(folder);
    return [...this.#marked].filter((folder) => !wraps(folder));
  }

  admit({ name, kind, size }: Member): null {
    const named = memberPath(name);
    if (!this.leftOut.count(kind === 'file' ? size : 0)) this.#stopped = true;
    if (!('path' in named)) return null;
    if (kind !== 'folder' || named.path !== '') this.#tops.add(named.path.split('/')[0]!);
    const folder = kind === 'file' ? environmentMarkedBy(named.path) : null;
    if (folder !== null) this.#marked.add(folder);
    return null;
  }

  accept(): void {}

  refuseMember(): void {}

  refuseSource(): void {
    this.#stopped = true;
  }

  tooMuchUnpacked(): void {
    this.#stopped = true;
  }

  stop(): void {
    this.#stopped = true;
  }
}

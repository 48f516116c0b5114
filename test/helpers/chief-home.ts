import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackageSource } from '../../src/model/package-source.ts';
import { digestOf } from '../../src/package/digest.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { compareCodePoints } from '../../src/text/code-points.ts';

/** A home of its own with a store in memory, in which `ann` and `bob` have accounts. */
export class ChiefHome {
  readonly store = new SqliteStore(':memory:');

  private constructor(readonly path: string) {}

  static async make(): Promise<ChiefHome> {
    const home = new ChiefHome(await mkdtemp(join(tmpdir(), 'butcher-home-')));
    for (const name of ['ann', 'bob'])
      await home.store.accounts.create({ name, admin: false }, { actor: 'chief', atMs: 1 });
    await home.store.accounts.create({ name: 'root', admin: true }, { actor: 'chief', atMs: 1 });
    return home;
  }

  /** Everything in it, relative and sorted. */
  async entries(): Promise<readonly string[]> {
    return (await readdir(this.path, { recursive: true })).sort();
  }

  async remove(): Promise<void> {
    await this.store.close();
    await rm(this.path, { recursive: true, force: true });
  }
}

/** A package of these files, as loading gives it. */
export function sourceOf(contents: Readonly<Record<string, string>>, name = 'p'): PackageSource {
  const entries = Object.entries(contents).sort(([left], [right]) => compareCodePoints(left, right));
  const files = new Map(entries.map(([path, text]) => [path, { path, bytes: Buffer.from(text) }]));
  return { name, layout: 'flat', files, manifest: null, digest: digestOf(files.values()) };
}

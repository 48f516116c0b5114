import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { PackageSource } from '../../src/model/package-source.ts';
import { digestOf } from '../../src/package/digest.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { compareCodePoints } from '../../src/text/code-points.ts';
import { ageStore } from './age-store.ts';

/** A home of its own with a store in memory, in which `ann` and `bob` have accounts. */
export class ChiefHome {
  private constructor(
    readonly path: string,
    readonly store: SqliteStore,
  ) {}

  static async make(): Promise<ChiefHome> {
    return ChiefHome.#withAccounts(await mkdtemp(join(tmpdir(), 'butcher-home-')), () => ':memory:');
  }

  /** One whose store is a file, so that it can be {@link aged}. */
  static async onDisk(): Promise<ChiefHome> {
    return ChiefHome.#withAccounts(await mkdtemp(join(tmpdir(), 'butcher-home-')), storeOf);
  }

  /** The same at this path, which {@link remove} removes with all that is in it. */
  static async onDiskAt(path: string): Promise<ChiefHome> {
    return ChiefHome.#withAccounts(path, storeOf);
  }

  static async #withAccounts(path: string, at: (home: string) => string): Promise<ChiefHome> {
    const home = new ChiefHome(path, new SqliteStore(at(path)));
    for (const name of ['ann', 'bob'])
      await home.store.accounts.create({ name, admin: false }, { actor: 'chief', atMs: 1 });
    await home.store.accounts.create({ name: 'root', admin: true }, { actor: 'chief', atMs: 1 });
    return home;
  }

  /** The same home, as it is when so much time has passed since all that happened in it; this one's store is closed. */
  async aged(ms: number): Promise<ChiefHome> {
    await this.store.close();
    const database = new DatabaseSync(storeOf(this.path));
    ageStore(database, ms);
    database.close();
    return new ChiefHome(this.path, new SqliteStore(storeOf(this.path)));
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

function storeOf(home: string): string {
  return join(home, 'butcher.db');
}

/** A package of these files, as loading gives it. */
export function sourceOf(contents: Readonly<Record<string, string>>, name = 'p'): PackageSource {
  const entries = Object.entries(contents).sort(([left], [right]) => compareCodePoints(left, right));
  const files = new Map(entries.map(([path, text]) => [path, { path, bytes: Buffer.from(text) }]));
  return { name, layout: 'flat', files, manifest: null, digest: digestOf(files.values()) };
}

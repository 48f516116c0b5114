import { jobFolder } from '../../home/job-folders.ts';
import type { Account } from '../../store/accounts.ts';
import { bytesOfName, nameOfBytes } from '../../text/byte-names.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { ResultFile, ResultsFile, ResultsFolder } from '../chief.ts';
import type { KeyedLock } from '../content/keyed-lock.ts';
import type { Problem } from '../problem.ts';
import { indexResults, type ResultEntry, ResultsIndex } from '../results/results-index.ts';
import { notFound } from './rights.ts';

export interface JobResultsParts {
  readonly home: string;
  readonly locks: KeyedLock;
  /** The results of a job, as the account may have them. */
  readonly results: (account: Account, id: string) => Promise<ResultsFile | Problem>;
}

/** The results of jobs, file by file, out of their tars. */
export class JobResults {
  readonly #parts: JobResultsParts;

  constructor(parts: JobResultsParts) {
    this.#parts = parts;
  }

  async list(
    account: Account,
    id: string,
    {
      folder,
      from,
      limit,
    }: { readonly folder: Buffer; readonly from: number | null; readonly limit: number },
  ): Promise<ResultsFolder | Problem> {
    return this.#withIndex(account, id, async (index) => {
      const parent = folder.length === 0 ? null : await index.find(folder);
      if (folder.length > 0 && parent?.kind !== 'folder') return notFound('folder');
      const { items, next } = await index.list(folder, from, limit);
      return { items: items.map(shown), next };
    });
  }

  async file(account: Account, id: string, path: Buffer): Promise<ResultFile | Problem> {
    return this.#withIndex(account, id, async (index, results) => {
      const found = await index.find(path);
      if (found?.kind !== 'file') return notFound('file');
      const { at: offset, bytes } = found;
      return {
        path: results.path,
        offset,
        bytes,
        tag: `${results.digest}:${offset}`,
        name: nameOfBytes(path),
      };
    });
  }

  async #withIndex<Found extends object>(
    account: Account,
    id: string,
    use: (index: ResultsIndex, results: ResultsFile) => Promise<Found | Problem>,
  ): Promise<Found | Problem> {
    const results = await this.#parts.results(account, id);
    if ('kind' in results) return results;
    const folder = jobFolder(this.#parts.home, id);
    // Jobs of an earlier version have none, nor those that ended on a full disk.
    const index =
      (await ResultsIndex.open(folder)) ??
      (await this.#parts.locks.hold(id, async () => {
        const made = await ResultsIndex.open(folder);
        if (made === null) await indexResults(folder, results.path);
        return made ?? ResultsIndex.open(folder);
      }));
    if (index === null) return notFound('job');
    try {
      return await use(index, results);
    } finally {
      await index.close();
    }
  }
}

function shown({ path, kind, bytes, files }: ResultEntry): ResultsFolder['items'][number] {
  const name = nameOfBytes(path.subarray(path.lastIndexOf(0x2f) + 1));
  return { name: inertLine(name), key: path.toString('base64url'), kind, bytes, files };
}

/** The path that a key or a text names. */
export function pathOfResult({ key, path }: { readonly key?: string; readonly path?: string }): Buffer {
  return key === undefined ? bytesOfName(path ?? '') : Buffer.from(key, 'base64url');
}

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal, readJournal } from '../../src/jobs/disk/journal.ts';
import { PrefixDigest } from '../../src/jobs/disk/prefix-digest.ts';
import { ResultsCache } from '../../src/jobs/disk/results-cache.ts';
import type { ChiefEnd } from './chief.ts';
import type { Fault } from './fault.ts';
import { Trial } from './trial.ts';
import { watchChief } from './watch-chief.ts';

/** Fragments that are still to be processed when the job goes on. */
const left = 100;

/** How a job with durable results went on. */
export interface Resumption {
  readonly end: ChiefEnd;
  /** From the start of the chief until every durable result was merged again, and until its end. */
  readonly caughtUpSeconds: number;
  readonly seconds: number;
  /** Most memory that the chief had, in bytes. */
  readonly peakBytes: number;
  /** What the merger should have written, and what it wrote. */
  readonly expected: string;
  readonly finished: string;
}

const headerWritten: Fault = { kind: 'kill-after', step: 'writev home/jobs/ID/journal', nth: 1 };

/**
 * Lets a chief go on with a job that has `count` results on disk, each with a record of its own in the journal, as jobs
 * of slow fragments have them: the most that there is to read for so many results.
 */
export async function resumeDurable(count: number, args: readonly string[] = []): Promise<Resumption> {
  const trial = await Trial.begin({
    package: 'many',
    runtime: 'process',
    args: ['--data', 'count', '--out', 'results', ...args],
  });
  try {
    await writeFile(join(trial.root, 'count'), String(count + left));
    await trial.start(null, headerWritten).ended;
    const id = (await trial.keptId())!;
    await keepResults(join(trial.home, 'jobs', id), count);
    const startedAt = performance.now();
    const since = () => (performance.now() - startedAt) / 1000;
    const chief = trial.start(id);
    const watched = watchChief(chief);
    await chief.until((event) => event.type === 'progress' && event.counts.merged >= count);
    const caughtUpSeconds = since();
    const end = await chief.ended;
    return {
      end,
      caughtUpSeconds,
      seconds: since(),
      peakBytes: await watched,
      expected: outcome(count + left),
      finished: await readFile(join(trial.root, 'results', 'finished'), 'utf8'),
    };
  } finally {
    await trial.end();
  }
}

function fragment(number: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(number, 60);
  return bytes;
}

function outcome(count: number): string {
  const chain = createHash('sha256');
  for (let number = 1; number <= count; number += 1) chain.update(fragment(number).reverse());
  return `${count} ${chain.digest('hex')}\n`;
}

/** Two workers that take turns, and the second is always the first to be done. */
async function keepResults(folder: string, count: number): Promise<void> {
  const { validBytes } = await readJournal(folder);
  const [journal, cache] = [await Journal.open(folder, validBytes), await ResultsCache.open(folder)];
  const digest = new PrefixDigest(() => 0);
  let last = Promise.resolve();
  for (let index = 0; index < count; index += 1) {
    const number = index + 1;
    digest.update({ first: number, sizes: Uint32Array.of(64), payload: fragment(number) });
    const swapped = Math.min(count, (index ^ 1) + 1);
    const payload = fragment(swapped).reverse();
    const { cached } = cache.append({ first: swapped, sizes: Uint32Array.of(64), payload });
    last = journal.append(() => ({ type: 'results', ...cached }));
  }
  await last;
  await journal.append(() => ({ type: 'yielded', count, bytes: count * 64, digest: digest.value() }));
  await Promise.all([journal.close(), cache.close()]);
}

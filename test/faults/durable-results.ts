import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Journal, readJournal } from '../../src/jobs/journal.ts';
import { PrefixDigest } from '../../src/jobs/prefix-digest.ts';
import { ResultsCache } from '../../src/jobs/results-cache.ts';
import type { Chief, ChiefEnd } from './chief.ts';
import type { Fault } from './fault.ts';
import { Trial } from './trial.ts';

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
    const memory = watchMemory(chief);
    await chief.until((event) => event.type === 'progress' && event.counts.merged >= count);
    const caughtUpSeconds = since();
    const end = await chief.ended;
    return {
      end,
      caughtUpSeconds,
      seconds: since(),
      peakBytes: await memory,
      expected: outcome(count + left),
      finished: await readFile(join(trial.root, 'results', 'finished'), 'utf8'),
    };
  } finally {
    await trial.end();
  }
}

const headerWritten: Fault = { kind: 'kill-after', step: 'writev home/jobs/ID/journal', nth: 1 };

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
    digest.update({ first: number, sizes: [64], payload: fragment(number) });
    const swapped = Math.min(count, (index ^ 1) + 1);
    const payload = fragment(swapped).reverse();
    const { cached } = cache.append({ first: swapped, sizes: [64], payload });
    last = journal.append({ type: 'results', ...cached });
  }
  await last;
  await journal.append({ type: 'yielded', count, bytes: count * 64, digest: digest.value() });
  await Promise.all([journal.close(), cache.close()]);
}

/** The peak in bytes (VmHWM of proc_pid_status(5)) as it was last seen before the end. */
async function watchMemory(chief: Chief): Promise<number> {
  let peak = 0;
  const ended = chief.ended.then(() => true as const);
  do {
    try {
      const status = readFileSync(`/proc/${chief.pid}/status`, 'utf8');
      peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024 || peak;
    } catch {
      // It has just ended.
    }
  } while (!(await Promise.race([ended, delay(50, false as const)])));
  return peak;
}

import { setTimeout as delay } from 'node:timers/promises';
import { readJournal } from '../../src/jobs/disk/journal.ts';

/** Waits until the journal of the job in that folder tells of so many results. */
export async function journalled(folder: string, results: number): Promise<void> {
  for (;;) {
    const { records } = await readJournal(folder);
    const counts = records.map((record) => (record.type === 'results' ? record.count : 0));
    if (counts.reduce((total, count) => total + count, 0) >= results) return;
    await delay(5);
  }
}

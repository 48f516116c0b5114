import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { ageStore } from '../../test/helpers/age-store.ts';
import { InstalledChief } from './installed-chief.ts';
import type { Machine } from './machine.ts';
import { numbersTar, wrongNumbers } from './packages.ts';

const days = 100;
const used = { word: 'used', fragments: 60, seconds: 0.5 };
const old = { word: 'old', fragments: 5, seconds: 0 };
const settings = { retention: { audit: '30d' }, requestsPerSecond: 1000, requestBurst: 1000 };

/** A home that was left for 100 days shrinks to what the settings say, and what had begun then goes on and is whole. */
export async function retention(machine: Machine): Promise<string> {
  const chief = await InstalledChief.start(machine, { home: 'aged', settings });
  const ann = await chief.client('ann');
  const content = { body: Buffer.alloc(2 * 1024 * 1024, 1), type: 'application/octet-stream' };
  const other = { ...content, body: Buffer.alloc(3 * 1024 * 1024, 2) };
  const dataset = async (name: string, asked: typeof content) =>
    (await ann.must('POST', `/datasets?name=${name}`, asked)).json.dataset;
  const [kept, unused] = [await dataset('kept', content), await dataset('unused', other)];
  const gone = await ann.upload('old', await numbersTar(old));
  for (let each = 0; each < 5; each += 1) {
    const { id } = await ann.submit(gone, { dataset: unused.id });
    if ((await ann.ended(id)).state !== 'done') throw new Error('an old job failed');
  }
  const digest = await ann.upload('used', await numbersTar(used));
  const { id } = await ann.submit(digest, { dataset: kept.id, options: { workers: 1 } });
  while ((await ann.must('GET', `/jobs/${id}`)).json.job.counts.merged < 2) await delay(100);
  await chief.stop();
  const before = await bytesOf(chief);
  const database = new DatabaseSync(`${chief.home}/butcher.db`);
  ageStore(database, days * 86_400_000);
  database.close();
  await chief.start();
  const would = await chief.butcher('gc', '--dry-run');
  await chief.butcher('gc');
  // What went with the last job that had it.
  await chief.butcher('gc');
  const job = await ann.ended(id);
  const tar = (await ann.must('GET', `/jobs/${id}/results`)).body;
  const wrong = await wrongNumbers(tar, used);
  if (job.state !== 'done' || wrong !== null) throw new Error(`the job in use is ${job.state}: ${wrong}`);
  const left = (await ann.must('GET', '/jobs')).json.items.map((item: { id: string }) => item.id);
  if (left.length !== 1 || left[0] !== id) throw new Error(`jobs that are left: ${left}`);
  const names = async (what: string) =>
    (await ann.must('GET', `/${what}`)).json.items.map((item: { name: string }) => item.name).join();
  const things = `${await names('packages')} and ${await names('datasets')}`;
  if (things !== 'used and kept') throw new Error(`packages and datasets that are left: ${things}`);
  const audit = await chief.butcher('account', 'audit', '--all', '--json');
  const times = audit
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).atMs as number);
  if (times.some((atMs) => atMs < Date.now() - 31 * 86_400_000))
    throw new Error('old rows of the audit are there');
  const after = await bytesOf(chief);
  await chief.stop();
  // The store and the job that went on take some themselves.
  if (after > before - other.body.length / 2)
    throw new Error(`the home went from ${before} to ${after} bytes`);
  const last = would.trim().split('\n').at(-1);
  const digestOf = createHash('sha256').update(tar).digest('hex').slice(0, 8);
  return `${last}; the home went from ${mb(before)} to ${mb(after)}; the job that had begun is done (${digestOf})`;
}

async function bytesOf(chief: InstalledChief): Promise<number> {
  const told = await chief.machine.must(['du', '--summarize', '--bytes', chief.home]);
  return Number(told.split('\t')[0]);
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

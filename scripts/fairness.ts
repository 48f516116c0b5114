// npm run fairness [-- --minutes N --accounts N --slots N --seed N]: accounts with small and large jobs and different
// weights that all want more than there is. Prints what each had of its due in worker time, how long small jobs waited,
// and what log and audit trail lack of all that was done; ends with 1 where they lack something.
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../test/faults/random.ts';
import { ServingChief } from '../test/helpers/serving-chief.ts';
import { AccountLoad, type Kind, type Submitted, sizes } from './fairness/account-load.ts';
import { type AuditLine, missingLines, missingRows } from './fairness/missing-lines.ts';
import { SharesOverTime } from './fairness/shares-over-time.ts';
import { Client } from './week/client.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    accounts: { type: 'string', default: '30' },
    slots: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const slots = Number(values.slots);
const kinds: readonly Kind[] = ['small', 'large', 'mixed'];
const sampleMs = 1000;

const settings = { slots, runningJobs: slots, requestsPerSecond: 10_000, requestBurst: 10_000 };
const chief = await ServingChief.start({ ...settings, queuedJobsPerAccount: 100 });
const admin = new Client({ origin: chief.address }, chief.token);
const jobs = new Map<string, Submitted>();
const acts: string[] = [];
const shares = new SharesOverTime();
try {
  const random = seededRandom(Number(values.seed));
  const loads: AccountLoad[] = [];
  for (let each = 0; each < Number(values.accounts); each += 1) loads.push(await account(each, random));
  console.log(`${loads.length} accounts for ${minutes} min on ${slots} slots, seed ${values.seed}`);
  const until = Date.now() + minutes * 60_000;
  await Promise.all([watch(loads, until), ...loads.map((load) => load.workUntil(until))]);
  await stopAll(loads);
  report(loads);
  const lines = (await admin.must('GET', '/audit/export')).body.toString().trim().split('\n');
  const audit = lines.map((line) => JSON.parse(line) as AuditLine);
  const missing = [...missingLines(chief.log(), jobs), ...missingRows(audit, acts)];
  for (const sentence of missing.slice(0, 20)) console.log(`WRONG  ${sentence}`);
  console.log(
    `${jobs.size} jobs and ${acts.length} acts of operators; ${missing.length} lines are missing in log and audit trail`,
  );
  if (missing.length > 0) process.exitCode = 1;
} finally {
  await chief.stop();
}

/** Every fifth has twice the weight. */
async function account(each: number, random: () => number): Promise<AccountLoad> {
  const [kind, weight] = [kinds[each % 3]!, each % 5 === 0 ? 2 : 1];
  const name = `a${each}`;
  const type = 'application/json';
  const made = (await admin.must('POST', '/tokens', { body: JSON.stringify({ account: name }), type })).json;
  acts.push(`account-created ${name}`, `token-created ${made.id}`);
  if (weight !== 1) {
    const body = JSON.stringify({ settings: { weight } });
    await admin.must('PATCH', `/accounts/${name}`, { body, type });
    acts.push(`account-configured ${name}`);
  }
  const client = new Client({ origin: chief.address }, made.token);
  return new AccountLoad(name, kind, weight, client, jobs, random);
}

/** Looks at the machine again and again, and adds up what everybody has and is due. */
async function watch(loads: readonly AccountLoad[], untilMs: number): Promise<void> {
  for (let last = performance.now(); Date.now() < untilMs; ) {
    await delay(sampleMs);
    const { running, queue } = (await admin.must('GET', '/status')).json.status;
    const now = performance.now();
    const sum = (of: readonly { workers: number }[]) => total(of.map((job) => job.workers));
    const claims = loads.map(({ name, weight }) => {
      const own = (of: readonly { account: string; workers: number; id: string }[]) =>
        of.filter((job) => job.account === name);
      const wanted = total(own(running).map(({ id }) => sizes[jobs.get(id)?.size ?? 'small'].workers));
      return { account: name, weight, has: sum(own(running)), wanted: wanted + sum(own(queue)) };
    });
    shares.add(claims, slots, (now - last) / 1000);
    last = now;
  }
}

/** Half of the accounts are stopped by an operator, and the jobs of the others cancelled one by one. */
async function stopAll(loads: readonly AccountLoad[]): Promise<void> {
  for (const [index, { name, client }] of loads.entries()) {
    if (index % 2 === 0) {
      await admin.must('POST', `/accounts/${name}/stop`);
      acts.push(`account-stopped ${name}`);
    }
    for (const { id, endedAtMs } of (await client.must('GET', '/jobs/rows?limit=200')).json.items)
      if (endedAtMs === null && (await admin.ask('POST', `/jobs/${id}/cancel`)).status === 200)
        acts.push(`job-cancelled ${id}`);
    for (const { id, state, startedAtMs } of await rows(client))
      Object.assign(jobs.get(id)!, { state, startedAtMs });
  }
}

async function rows(client: Client) {
  const all: { id: string; state: string; startedAtMs: number | null }[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { items, next }: { items: typeof all; next: string | null } = (
      await client.must('GET', `/jobs/rows?limit=200${cursor && `&cursor=${cursor}`}`)
    ).json;
    all.push(...items);
    cursor = next;
  }
  return all;
}

function report(loads: readonly AccountLoad[]): void {
  console.log('account  kind   weight  had      due      had/due  jobs done');
  for (const { name, kind, weight } of loads) {
    const [had, due] = [shares.had.get(name) ?? 0, shares.due.get(name) ?? 0];
    const done = [...jobs.values()].filter((job) => job.account === name && job.state === 'done').length;
    const cells = [name.padEnd(8), kind.padEnd(6), String(weight).padEnd(7)];
    const figures = [`${had.toFixed(0)} s`, `${due.toFixed(0)} s`, shares.ratio(name).toFixed(2)];
    console.log([...cells, ...figures.map((figure) => figure.padEnd(8)), done].join(' '));
  }
  for (const kind of kinds) {
    const ratios = loads.filter((load) => load.kind === kind).map(({ name }) => shares.ratio(name));
    console.log(`${kind}: had/due ${spread(ratios)}`);
  }
  const waits = [...jobs.values()]
    .filter(({ size, startedAtMs }) => size === 'small' && startedAtMs !== null)
    .map(({ createdAtMs, startedAtMs }) => (startedAtMs! - createdAtMs) / 1000);
  const used = total([...shares.had.values()]) / shares.offered;
  console.log(
    `small jobs waited ${spread(waits)} s; ${Math.round(used * 100)} % of the slots that were wanted were given, each running job having one at least (load of the machine ${loadavg()[0]!.toFixed(0)})`,
  );
}

function spread(figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
  return `${at(0)} … ${at(0.5)} … ${at(1)}`;
}

function total(figures: readonly number[]): number {
  return figures.reduce((sum, more) => sum + more, 0);
}

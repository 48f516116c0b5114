import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InstalledChief } from './installed-chief.ts';
import { Load } from './load.ts';
import type { Machine } from './machine.ts';
import { wrongNumbers } from './packages.ts';

const accounts = ['ann', 'bob', 'cleo'];
const doneBefore = 6;
const settings = { requestsPerSecond: 1000, requestBurst: 1000 };

/** A backup while accounts submit and their jobs run, restored to another home: everything has to be as it was. */
export async function backup(machine: Machine): Promise<string> {
  const chief = await InstalledChief.start(machine, { home: 'backed-up', settings });
  const clients = new Map(
    await Promise.all(accounts.map(async (name) => [name, await chief.client(name)] as const)),
  );
  const load = new Load(clients, { fragments: 6, seconds: 0.1 });
  await load.begin();
  await load.more(doneBefore);
  const before = load.done;
  const file = join(await machine.own('backups'), 'night.tar');
  await chief.butcher('backup', file);
  await load.more(accounts.length);
  await load.end();
  if (load.wrong.length > 0) throw new Error(load.wrong.join('\n'));
  await chief.stop();

  const env = { BUTCHER_HOME: await machine.own('restored') };
  await machine.must([machine.butcher, 'restore', file], env);
  const restored = await InstalledChief.start(machine, { home: 'restored', settings });
  const admin = await restored.admin();
  // Tokens are those of before.
  const others = new Map([...clients].map(([name, client]) => [name, client.through(restored.door)]));
  for (const [id, { account, tar }] of before) {
    const { body } = await others.get(account)!.must('GET', `/jobs/${id}/results`);
    if (!body.equals(tar!)) throw new Error(`the results of ${id} are others than before`);
  }
  const rows: { id: string; account: string }[] = (await admin.must('GET', '/jobs?limit=200')).json.items;
  let later = 0;
  for (const { id, account } of rows) {
    const job = await others.get(account)!.ended(id);
    if (job.state !== 'done') throw new Error(`job ${id} is ${job.state} after the restore`);
    const { body } = await others.get(account)!.must('GET', `/jobs/${id}/results`);
    const wrong = await wrongNumbers(body, load.jobs.get(id)!.numbers);
    if (wrong !== null) throw new Error(`job ${id} after the restore: ${wrong}`);
    if (!before.has(id)) later += 1;
  }
  await nothingAside(restored);
  await restored.stop();
  return (
    `of ${load.jobs.size} jobs of ${accounts.length} accounts ${before.size} were done when it began: their results are ` +
    `the same bytes on another home; ${later} that waited, ran or ended meanwhile are done there; nothing set aside`
  );
}

async function nothingAside(chief: InstalledChief): Promise<void> {
  const aside = join(chief.home, 'set-aside');
  const kept = existsSync(aside) ? await readdir(aside) : [];
  const told = chief.logged.filter(({ msg }) => /set aside|is missing/.test(msg));
  if (kept.length + told.length > 0)
    throw new Error(`set aside or missing: ${kept} ${told.map((line) => JSON.stringify(line))}`);
}

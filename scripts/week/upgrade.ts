import { setTimeout as delay } from 'node:timers/promises';
import { frontHost } from '../../test/helpers/front-server.ts';
import { InstalledChief } from './installed-chief.ts';
import { Load } from './load.ts';
import type { Machine } from './machine.ts';
import { olderStore } from './older-store.ts';
import { numbersTar, wrongNumbers } from './packages.ts';
import { nginxBefore } from './proxy.ts';

const accounts = ['ann', 'bob'];
const long = { word: 'long', fragments: 60, seconds: 0.5 };
const settings = {
  ...{ hostNames: [frontHost], trustedProxies: ['127.0.0.1'] },
  ...{ requestsPerSecond: 1000, requestBurst: 1000 },
};

/**
 * Tuesday: a chief at a Unix socket behind nginx is drained, stopped, and started again on a store of the schema
 * before, while accounts submit and read and a long job runs. All that anybody may see of it is 503 with Retry-After.
 */
export async function upgrade(machine: Machine): Promise<string> {
  const socket = `${await machine.own('run')}/chief.sock`;
  // The server's user reaches the socket by the chief's group.
  await machine.must(['chmod', '750', machine.at('run')]);
  const chief = await InstalledChief.start(machine, { home: 'upgraded', settings, listen: `unix:${socket}` });
  const { door } = await nginxBefore(machine, chief.address);
  const admin = await chief.admin(door);
  const clients = new Map(
    await Promise.all(accounts.map(async (name) => [name, await chief.client(name, door)] as const)),
  );
  const cleo = await chief.client('cleo', door);
  const { id } = await cleo.submit(await cleo.upload('long', await numbersTar(long)), {
    options: { workers: 1 },
  });
  const load = new Load(clients, { fragments: 3, seconds: 0.1 });
  await load.begin();
  await load.more(3);
  while ((await cleo.must('GET', `/jobs/${id}`)).json.job.counts.merged < 2) await delay(100);
  const body = JSON.stringify({ reason: 'upgrade at noon' });
  await admin.must('POST', '/drain', { body, type: 'application/json' });
  await seen(load, '503 draining');
  const merged = (await cleo.must('GET', `/jobs/${id}`)).json.job.counts.merged;
  const ended = await chief.stop();
  if (ended !== 0) throw new Error(`serve ended with ${ended}`);
  await seen(load, '503 stopping');
  const schema = await olderStore(machine, chief.home);
  await chief.start();
  const job = await cleo.ended(id);
  const wrong = await wrongNumbers((await cleo.must('GET', `/jobs/${id}/results`)).body, long);
  if (job.state !== 'done' || wrong !== null) throw new Error(`the long job is ${job.state}: ${wrong}`);
  await load.more(2);
  await load.end();
  if (load.wrong.length > 0) throw new Error(load.wrong.join('\n'));
  await chief.stop();
  return `${load.told}; ${schema}; a job with ${merged} of 60 merged went on; ${load.done.size} more are right`;
}

/** Waits until somebody was answered so. */
async function seen(load: Load, what: string): Promise<void> {
  while (!load.answers.has(what) && load.wrong.length === 0) await delay(50);
}

import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { containersOf } from '../../test/helpers/docker-containers.ts';
import { InstalledChief } from './installed-chief.ts';
import type { Machine } from './machine.ts';
import { numbersTar } from './packages.ts';

const numbers = { word: 'blocked', fragments: 1000, seconds: 1 };
/** What docs/operate.md promises. */
const dueMs = 2000;

/** A blocked account's containers are gone in time, and so is a stream of a token that was revoked. */
export async function blocking(machine: Machine): Promise<string> {
  // No containers of jobs to come: all that there are run somebody's code.
  const chief = await InstalledChief.start(machine, { home: 'blocking', settings: { warmJobs: 0 } });
  const [mallory, ann] = [await chief.client('mallory'), await chief.client('ann')];
  const { id } = await mallory.submit(await mallory.upload('numbers', await numbersTar(numbers)));
  while ((await mallory.must('GET', `/jobs/${id}`)).json.job.counts.merged < 1) await delay(100);
  const before = (await containersOf(chief.home)).length;
  await chief.butcher('account', 'block', 'mallory', '--stop', '--reason', 'mining');
  let began = performance.now();
  while ((await containersOf(chief.home)).length > 0) await delay(20);
  const goneMs = performance.now() - began;
  const admin = await chief.admin();
  const { job } = (await admin.must('GET', `/jobs/${id}`)).json;
  if (job.state !== 'cancelled' || !/by an operator.*mining/.test(job.failure?.message))
    throw new Error(`the job is ${job.state}: ${JSON.stringify(job.failure)}`);
  const refused = await mallory.ask('GET', '/me');
  if (refused.status !== 403) throw new Error(`the blocked account is answered ${refused.status}`);

  const streamMs = await revoked();
  for (const [what, ms] of [
    ['containers', goneMs],
    ['the stream', streamMs],
  ] as const)
    if (ms > dueMs) throw new Error(`${what} took ${Math.round(ms)} ms to end, and ${dueMs} are promised`);
  await chief.stop();
  return (
    `${before} containers of a blocked account were gone after ${Math.round(goneMs)} ms, the stream of a revoked ` +
    `token after ${Math.round(streamMs)} ms (${load()}); the job says “${job.failure.message}”`
  );

  async function revoked(): Promise<number> {
    const stream = await ann.open('GET', '/events');
    const ended = new Promise((resolve) => stream.once('close', resolve).resume());
    const { items } = (await ann.must('GET', '/me/tokens')).json;
    await chief.butcher('token', 'revoke', items[0].id);
    began = performance.now();
    await ended;
    return performance.now() - began;
  }
}

/** Whose fault it may be. */
function load(): string {
  return `load of the machine ${loadavg()[0]!.toFixed(0)}, processors ${availableParallelism()}`;
}

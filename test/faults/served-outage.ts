import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runButcher } from '../helpers/run-butcher.ts';
import { ServingChief } from '../helpers/serving-chief.ts';
import { type Outage, suffer } from './outage.ts';
import { packageFolder, patientProcessor } from './packages.ts';
import type { PrivateEngine } from './private-engine.ts';

const lookMs = 100;

/**
 * Takes the engine away from a chief that serves, in the middle of a job. The job has to wait and then to end by itself
 * in these bytes. Returns what was wrong; null: nothing.
 */
export async function servedJobSurvives(
  engine: PrivateEngine,
  how: Outage,
  forMs: number,
  tar: Buffer,
): Promise<string | null> {
  const cwd = await mkdtemp(join(tmpdir(), 'butcher-served-'));
  const chief = await ServingChief.start({}, { DOCKER_HOST: engine.address });
  try {
    const args = ['--processor', patientProcessor, '--retries', '0', '--workers', '2'];
    const submitted = runButcher(
      ['submit', packageFolder('thousand'), ...args, '--wait', '--out', 'results.tar'],
      { cwd, env: { HOME: cwd, BUTCHER_HOME: chief.home } },
    );
    const running = await Promise.race([submitted.then(() => false), merges(chief)]);
    if (running) await suffer(engine, how, forMs);
    const { exitCode, stdout, stderr } = await submitted;
    if (exitCode !== 0) return `${stdout}${stderr}`;
    const same = (await readFile(join(cwd, 'results.tar'))).equals(tar);
    return running && same ? null : `running: ${running}, same bytes: ${same}`;
  } finally {
    await chief.stop();
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Resolves when the chief's only job has merged something. */
async function merges(chief: ServingChief): Promise<true> {
  for (;;) {
    const answer = await fetch(`${chief.address}/api/v1/jobs`, {
      headers: { authorization: `Bearer ${chief.token}` },
    });
    const { items } = (await answer.json()) as {
      readonly items: readonly { readonly counts: { readonly merged: number } }[];
    };
    if ((items[0]?.counts.merged ?? 0) > 0) return true;
    await delay(lookMs);
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { butcherContestant } from './butcher-contestant.ts';
import type { Contestant } from './contestant.ts';
import { type Spread, spread } from './measure.ts';
import { WarmChief } from './warm-chief.ts';
import { identityWork, workJson } from './work.ts';

export interface StartUp {
  readonly name: string;
  readonly seconds: Spread;
  /** Time against that of one `docker run` of Python in the same round. */
  readonly ratio: Spread;
}

export const dockerRunName = 'one `docker run` of Python';
export const againName = 'butcher, of a package that has passed before';
export const warmChiefName = 'butcher serve, from submission to `done`';

/**
 * From the command to its end for a job of one fragment, in a home that knows the package and in new ones, beside one
 * `docker run` of Python that does nothing.
 */
export async function measureStartUp(
  image: string,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<StartUp[]> {
  const home = await mkdtemp(join(tmpdir(), 'butcher-bench-home-'));
  try {
    const pace = { fragmentsPerSecond: 1, bytesPerSecond: 1 };
    const again = butcherContestant({ name: againName, pace, home });
    await again.run(identityWork(64), 1);
    return await measureRounds(image, [again, ...contestants], rounds);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function measureRounds(
  image: string,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<StartUp[]> {
  const dockerSeconds: number[] = [];
  const warmSeconds: number[] = [];
  const seconds = contestants.map(() => [] as number[]);
  const chief = await WarmChief.start(workJson(identityWork(64), 1));
  try {
    for (let round = 0; round < rounds; round += 1) {
      // Nothing is started in the background while another is measured.
      await chief.warm();
      dockerSeconds.push(await dockerRun(image));
      warmSeconds.push(await chief.submit());
      await chief.warm();
      for (const [index, contestant] of contestants.entries()) {
        seconds[index]!.push((await contestant.run(identityWork(64), 1)).totalSeconds);
      }
    }
  } finally {
    await chief.stop();
  }
  const startUp = (name: string, values: readonly number[]): StartUp => ({
    name,
    seconds: spread(values),
    ratio: spread(values.map((value, round) => value / dockerSeconds[round]!)),
  });
  return [
    startUp(dockerRunName, dockerSeconds),
    startUp(warmChiefName, warmSeconds),
    ...contestants.map((contestant, index) => startUp(contestant.name, seconds[index]!)),
  ];
}

async function dockerRun(image: string): Promise<number> {
  const started = performance.now();
  await execa('docker', ['run', '--rm', '--network=none', image, 'python3', '-c', 'pass']);
  return (performance.now() - started) / 1000;
}

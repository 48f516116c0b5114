import { execa } from 'execa';
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
export const warmChiefName = 'butcher serve, from submission to `done`';

/** From the command to its end for a job of one fragment, beside one `docker run` of Python that does nothing. */
export async function measureStartUp(
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

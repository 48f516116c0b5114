import { chmod, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { JobReport } from '../../src/model/job-report.ts';
import { digestOfTar } from '../../src/trees/trees.ts';
import { type Spread, spread } from '../measure.ts';
import { type LaidWork, layOut, muchSeconds, type RealWork, type ScalableSample } from './real-work.ts';

export const realContestants = ['plain Python', 'plain Python twice', 'Pool(2).imap', 'butcher'] as const;
export type RealContestant = (typeof realContestants)[number];

export interface RealStanding {
  readonly contestant: RealContestant;
  /**
   * From the first pull to the end of `finish`; of two plain processes at once half of what the longer one takes, which
   * is what the machine's processors allow.
   */
  readonly seconds: Spread;
  /** From the command to its end, results in their place; null for what is no command of its own. */
  readonly commandSeconds: Spread | null;
  /** How often as fast as plain Python in the same round, as a whole: its command where it is one. */
  readonly ratio: Spread;
}

export interface RealPoint {
  readonly work: RealWork;
  readonly rounds: number;
  readonly standings: readonly RealStanding[];
}

interface RealRun {
  readonly seconds: number;
  readonly commandSeconds: number | null;
  /** Of all that it wrote. */
  readonly results: string;
}

interface ButcherRun extends RealRun {
  /** As the job's report has it. */
  readonly preparingSeconds: number;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Means {
  /** The sandbox image. */
  readonly image: string;
  /** Makes the data. */
  readonly python: string;
}

/** As much of the sample as one plain process does in {@link muchSeconds} here, by how long it takes for some. */
export async function muchOf(sample: ScalableSample, means: Means): Promise<RealWork> {
  const seconds = await inFolder(async (folder) => {
    const laid = await layOutForPlain(sample.of(1), folder, means.python);
    return (await runPlain('plain', laid, folder, join(folder, 'results'), means.image)).seconds;
  });
  return { ...sample.of(muchSeconds / seconds), muchOf: sample.name };
}

/**
 * One work by one plain process, by a Pool of two and by `butcher run`, in turn, with the same interpreter: that of the
 * sandbox image. Throws where one of them came to other results.
 */
export async function measureReal(
  work: RealWork,
  { rounds, image, python }: Means & { readonly rounds: number },
): Promise<RealPoint> {
  return inFolder(async (folder) => {
    const laid = await layOutForPlain(work, folder, python);
    const contestants = contestantsOf(work);
    const runs = new Map(contestants.map((contestant) => [contestant, [] as RealRun[]]));
    for (let round = 0; round < rounds; round += 1)
      for (const contestant of contestants)
        runs.get(contestant)!.push(await runOnce(contestant, laid, folder, image));
    const expected = runs.get('plain Python')![0]!.results;
    for (const [contestant, all] of runs)
      for (const { results } of all)
        if (results !== expected)
          throw new Error(`${work.name}: ${contestant} came to other results than plain Python`);
    const plain = runs.get('plain Python')!;
    const standings = contestants.map((contestant) => standingOf(contestant, runs.get(contestant)!, plain));
    return { work, rounds, standings };
  });
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-real-'));
  try {
    // Containers reach it as somebody else.
    await chmod(folder, 0o755);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function layOutForPlain(work: RealWork, folder: string, python: string): Promise<LaidWork> {
  const laid = await layOut(work, join(folder, 'work'), python);
  await copyFile(here('./plain.py'), join(folder, 'work', 'plain.py'));
  return laid;
}

/** Two plain processes at once tell how much there is of processors, and nothing where a disk is waited for. */
function contestantsOf({ files }: RealWork): readonly RealContestant[] {
  return realContestants.filter((contestant) => files === null || contestant !== 'plain Python twice');
}

function standingOf(
  contestant: RealContestant,
  runs: readonly RealRun[],
  plain: readonly RealRun[],
): RealStanding {
  const commands = runs.flatMap(({ commandSeconds }) => commandSeconds ?? []);
  const whole = ({ seconds, commandSeconds }: RealRun) => commandSeconds ?? seconds;
  return {
    contestant,
    seconds: spread(runs.map(({ seconds }) => seconds)),
    commandSeconds: commands.length === 0 ? null : spread(commands),
    ratio: spread(runs.map((run, round) => plain[round]!.seconds / whole(run))),
  };
}

async function runOnce(
  contestant: RealContestant,
  laid: LaidWork,
  folder: string,
  image: string,
): Promise<RealRun> {
  const results = join(folder, 'results');
  const plain = (kind: 'plain' | 'pool', to = results) => runPlain(kind, laid, folder, to, image);
  try {
    switch (contestant) {
      case 'butcher':
        return await runButcher(laid, folder, results);
      case 'plain Python':
        return await plain('plain');
      case 'Pool(2).imap':
        return await plain('pool');
      case 'plain Python twice':
        return together(await Promise.all([plain('plain'), plain('plain', join(folder, 'more'))]));
    }
  } finally {
    await rm(results, { recursive: true, force: true });
    await rm(join(folder, 'more'), { recursive: true, force: true });
  }
}

function together([one, other]: readonly [RealRun, RealRun]): RealRun {
  if (one.results !== other.results) throw new Error('two plain processes came to different results');
  return { ...one, seconds: Math.max(one.seconds, other.seconds) / 2 };
}

/** In a container that bounds nothing: of that, only the interpreter is wanted, so its start does not count. */
async function runPlain(
  kind: 'plain' | 'pool',
  laid: LaidWork,
  folder: string,
  results: string,
  image: string,
): Promise<RealRun> {
  await mkdir(results);
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const { stdout } = await execa('docker', [
    ...['run', '--rm', '--network=none', '--user', user, '--volume', `${folder}:${folder}`],
    ...['--workdir', results, image, 'python3', join(folder, 'work', 'plain.py')],
    ...[kind, laid.package, laid.data ?? '', 'bench'],
  ]);
  const { seconds } = JSON.parse(stdout) as { readonly seconds: number };
  return { seconds, commandSeconds: null, results: await digestIn(results) };
}

/** Runs it with a home in that folder. */
export async function runButcher(laid: LaidWork, folder: string, results: string): Promise<ButcherRun> {
  const report = join(folder, 'report.json');
  const data = laid.data === null ? [] : ['--data', laid.data];
  const options = ['--name', 'bench', '--workers', '2', '--quiet', '--out', results, '--report', report];
  const began = performance.now();
  await execa(process.execPath, [here('../../dist/cli/main.js'), 'run', laid.package, ...data, ...options], {
    env: { BUTCHER_HOME: join(folder, 'home') },
  });
  const commandSeconds = (performance.now() - began) / 1000;
  const { job } = JSON.parse(await readFile(report, 'utf8')) as JobReport;
  const { running, preparing } = job.seconds;
  return { seconds: running, preparingSeconds: preparing, commandSeconds, results: await digestIn(results) };
}

async function digestIn(results: string): Promise<string> {
  return (await digestOfTar(results)).sha256;
}

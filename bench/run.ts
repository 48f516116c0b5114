import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { Undo } from '../test/helpers/undo.ts';
import { type ClusterFigures, measureCluster } from './cluster/measure-cluster.ts';
import type { Contestant } from './contestant.ts';
import {
  type Contestants,
  findContestants,
  isSensible,
  peerPackages,
  plainPython,
  sandboxImage,
} from './contestants.ts';
import { type CrewPoint, crewSizes, measureCrew } from './crew/measure-crew.ts';
import { type GrowthPoint, measureGrowth, smallGrowth, streamGrowth } from './growth.ts';
import { describeMachine } from './machine.ts';
import { type Comparison, compare } from './measure.ts';
import { type Results, readResults, withEarlier, withPart, writePage } from './page.ts';
import { measureReal, muchOf, type RealPoint } from './real/measure-real.ts';
import { measureTools, type ToolPoint, toolTable } from './real/measure-tools.ts';
import { realTable } from './real/real-pages.ts';
import { datalessSamples, manyFiles, type RealWork, samples, scalableSamples } from './real/real-work.ts';
import { measureStartUp } from './start-up.ts';
import {
  clusterStartTable,
  comparisonTable,
  crewTable,
  growthTable,
  scalingTable,
  startUpTable,
  type Table,
  toText,
} from './tables.ts';
import { targets, targetTable } from './targets.ts';
import { burnWork, identityWork, type Work } from './work.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

const usage = `npm run bench                     under two minutes: identity beside multiprocessing.Pool, and the start
npm run bench -- --full           everything; writes docs/benchmarks.md with its charts
npm run bench -- --full --all     first installs gVisor and the peers that Debian packages (as root)
npm run bench -- --growth         growth alone, whose part of docs/benchmarks.md it replaces
npm run bench -- --crew           a chief of up to 3,000 simulated workers alone, in the same way
npm run bench -- --cluster        machines of a Swarm, in the same way, as root; \`--rounds\` and \`--seconds\` say how often and long
npm run bench -- --page           writes docs/benchmarks.md and its charts anew from what was measured last
npm run bench -- --docs FOLDER    writes to that folder in place of docs/
npm run bench -- --real           samples on larger data and many files, whole command, in the same way
npm run bench -- --real --small   the same in little, to try it; writes nothing
npm run bench -- --samples        of these the samples alone, in the same way
npm run bench -- --json           one JSON object instead of tables
`;

const { values: flags } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    crew: { type: 'boolean', default: false },
    cluster: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '40' },
    docs: { type: 'string', default: fileURLToPath(new URL('../docs', import.meta.url)) },
    real: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    samples: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const docs = flags.docs;

// Some machines set it, and then Node 20 reads every certificate at each start: 0.09 s here, which are not Butcher's.
delete process.env.NODE_EXTRA_CA_CERTS;

if (flags.help) process.stdout.write(usage);
else if (flags.page) await writePage(docs, await readResults(docs));
else await bench();

async function bench(): Promise<void> {
  if (flags.all) await installPeers();
  const python = await plainPython();
  const contestants = await findContestants(python);
  if (contestants.butcher.missing !== null) throw new Error(`butcher: ${contestants.butcher.missing}`);
  const machine = await describeMachine(python);
  show([['Measured on'], ...machine.map((line) => [line])]);
  const results = await chosenMeasure()(contestants, machine);
  show(targetTable(targets(results)));
  if (flags.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  const writes = [flags.full, flags.growth, flags.crew, flags.cluster, flags.samples];
  if (writes.includes(true) || (flags.real && !flags.small)) await writePage(docs, results);
}

function chosenMeasure() {
  if (flags.growth) return measureGrowthAlone;
  if (flags.crew) return measureCrewAlone;
  if (flags.cluster) return measureClusterAlone;
  if (flags.samples) return measureSamplesAlone;
  if (flags.real) return flags.small ? measureRealSmall : measureRealAlone;
  return flags.full ? measureAll : measureShort;
}

async function measureShort(contestants: Contestants, machine: readonly string[]): Promise<Results> {
  const pair = [contestants.pool, contestants.butcher];
  const comparisons: Comparison[] = [];
  for (const bytes of [64, 64 * KiB, 1 * MiB])
    comparisons.push(await contest(identityWork(bytes), pair, { rounds: 3, seconds: 1.5 }));
  const startUps = await startUp([contestants.butcher], 3);
  return { date: today(), machine, comparisons, startUps, growth: [], absent: [] };
}

async function measureAll(contestants: Contestants, machine: readonly string[]): Promise<Results> {
  const { pool, butcher, halves, others } = contestants;
  const present = others.filter((contestant) => contestant.missing === null);
  const comparisons: Comparison[] = [];
  for (const bytes of [64, 4 * KiB, 64 * KiB, 1 * MiB, 8 * MiB]) {
    const sensible = [pool, butcher, ...present.filter((contestant) => isSensible(contestant, bytes))];
    comparisons.push(await contest(identityWork(bytes), sensible, { rounds: 3, seconds: 2.5 }));
  }
  const burners = [halves, pool, butcher, ...present.filter((contestant) => isSensible(contestant, 8 * MiB))];
  comparisons.push(await contest(burnWork(0.02), burners, { rounds: 3, seconds: 12 }));
  const ours = present.filter((contestant) => contestant.name.startsWith('butcher --'));
  const startUps = await startUp([butcher, ...ours], 5);
  const grown = await growth(butcher);
  const absent = others
    .filter((contestant) => contestant.missing !== null)
    .map((contestant) => ({ contestant: contestant.name, reason: contestant.missing! }));
  const measured = { date: today(), machine };
  const alone = { ...measured, comparisons, startUps, growth: grown, absent };
  const withOlder = withEarlier(alone, await earlierResults(machine));
  // What is measured is kept, whatever becomes of the rest.
  await writePage(docs, withOlder);
  const withCrew = withPart(withOlder, 'crew', await crew(), measured);
  await writePage(docs, withCrew);
  // Machines are network namespaces, which only root makes.
  return process.getuid?.() === 0 ? withPart(withCrew, 'cluster', await cluster(), measured) : withCrew;
}

async function measureGrowthAlone({ butcher }: Contestants, machine: readonly string[]): Promise<Results> {
  const before = await earlierResults(machine);
  return withPart(before, 'growth', await growth(butcher), { date: today(), machine });
}

async function measureCrewAlone(_: Contestants, machine: readonly string[]): Promise<Results> {
  const before = await earlierResults(machine);
  return withPart(before, 'crew', await crew(), { date: today(), machine });
}

async function measureClusterAlone(_: Contestants, machine: readonly string[]): Promise<Results> {
  const before = await earlierResults(machine);
  return withPart(before, 'cluster', await cluster(), { date: today(), machine });
}

async function measureSamplesAlone(_: Contestants, machine: readonly string[]): Promise<Results> {
  const before = await earlierResults(machine);
  const means = { image: (await sandboxImage())!, python: await plainPython() };
  const much: RealWork[] = [];
  for (const sample of scalableSamples) much.push(await muchOf(sample, means));
  const points = await real([...much, ...datalessSamples], 5);
  return withPart(before, 'samples', points, { date: today(), machine });
}

async function measureRealAlone(contestants: Contestants, machine: readonly string[]): Promise<Results> {
  const measured = { date: today(), machine };
  const folders = await wholeFolders(100_000, 3);
  const before = withPart(await measureSamplesAlone(contestants, machine), 'folders', folders, measured);
  const part = (points: RealPoint[]) => withPart(before, 'files', points, measured);
  // The last takes longer than all others, which are kept whatever becomes of it.
  const keep = (points: RealPoint[]) => writePage(docs, part(points));
  return part(await real([1e3, 1e4, 1e5, 9e5].flatMap(manyFiles), 3, keep));
}

async function measureRealSmall(_: Contestants, machine: readonly string[]): Promise<Results> {
  const points = await real(samples(1e6), 1);
  const files = await real([100, 1000].flatMap(manyFiles), 1);
  const folders = await wholeFolders(1000, 1);
  const nothing = { comparisons: [], startUps: [], growth: [], absent: [] };
  return { date: today(), machine, ...nothing, samples: points, files, folders };
}

async function wholeFolders(files: number, rounds: number): Promise<ToolPoint[]> {
  progress(`${files} files, beside tar and find`);
  const points = await measureTools(files, rounds, await plainPython());
  show(toolTable(points));
  return points;
}

async function real(
  works: readonly RealWork[],
  rounds: number,
  keep: (points: RealPoint[]) => Promise<void> = async () => {},
): Promise<RealPoint[]> {
  const [image, python] = [(await sandboxImage())!, await plainPython()];
  const points: RealPoint[] = [];
  for (const work of works) {
    progress(work.name);
    // More files than that take minutes for each contestant.
    const isLong = work.files !== null && work.files > 100_000;
    points.push(await measureReal(work, { rounds: isLong ? 1 : rounds, image, python }));
    await keep(points);
  }
  show(realTable(points));
  return points;
}

/** The page's other figures; none where there is no page yet. */
async function earlierResults(machine: readonly string[]): Promise<Results> {
  if (!existsSync(join(docs, 'benchmarks', 'results.json')))
    return { date: today(), machine, comparisons: [], startUps: [], growth: [], absent: [] };
  return readResults(docs);
}

async function crew(): Promise<CrewPoint[]> {
  const points: CrewPoint[] = [];
  for (const fragmentSeconds of [0.02, 1])
    for (const workers of crewSizes) {
      progress(`${workers} simulated workers`);
      points.push(await measureCrew(workers, fragmentSeconds, 10));
    }
  show(crewTable(points));
  return points;
}

async function cluster(): Promise<ClusterFigures> {
  const undo = new Undo({ onSignals: true });
  try {
    const [rounds, seconds] = [Number(flags.rounds), Number(flags.seconds)];
    const figures = await measureCluster({ rounds, seconds, onRun: progress }, undo);
    for (const table of [scalingTable, clusterStartTable]) show(table(figures));
    for (const comparison of figures.transfer) show(comparisonTable(comparison));
    return figures;
  } finally {
    await undo.all();
  }
}

async function growth(butcher: Contestant): Promise<GrowthPoint[]> {
  progress('growth');
  const points = [
    ...(await measureGrowth(butcher, smallGrowth, 3)),
    ...(await measureGrowth(butcher, streamGrowth, 1)),
  ];
  show(growthTable(points));
  return points;
}

async function contest(
  work: Work,
  contestants: readonly Contestant[],
  size: { readonly rounds: number; readonly seconds: number },
): Promise<Comparison> {
  const onRun = (contestant: Contestant) => progress(`${work.name}: ${contestant.name}`);
  const comparison = await compare(work, contestants, { ...size, onRun });
  show(comparisonTable(comparison));
  return comparison;
}

async function startUp(contestants: readonly Contestant[], rounds: number) {
  progress('start');
  const startUps = await measureStartUp((await sandboxImage())!, contestants, rounds);
  show(startUpTable(startUps));
  return startUps;
}

async function installPeers(): Promise<void> {
  const setup = fileURLToPath(new URL('../scripts/setup.mjs', import.meta.url));
  await execa(process.execPath, [setup, '--gvisor'], { stdio: 'inherit' });
  await execa('apt-get', ['install', '-y', '--no-install-recommends', ...peerPackages], { stdio: 'inherit' });
}

function show(table: Table): void {
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  if (!flags.json) process.stdout.write(`${toText(table)}\n\n`);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${text}`);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

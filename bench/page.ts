import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterFigures } from './cluster/measure-cluster.ts';
import type { CrewPoint } from './crew/measure-crew.ts';
import type { GrowthPoint } from './growth.ts';
import { lineChart } from './line-chart.ts';
import type { Comparison } from './measure.ts';
import type { RealPoint } from './real/measure-real.ts';
import { type ToolPoint, toolTable } from './real/measure-tools.ts';
import { filesChart, filesSection, samplesSection } from './real/real-pages.ts';
import type { StartUp } from './start-up.ts';
import {
  clusterStartTable,
  comparisonTable,
  crewTable,
  growthTable,
  scalingTable,
  startUpTable,
  toMarkdown,
} from './tables.ts';
import { targets, targetTable } from './targets.ts';
import { sizeText } from './work.ts';

/** When and on what figures were measured. */
export interface Measured {
  readonly date: string;
  readonly machine: readonly string[];
}

/** What can be measured anew alone. */
export type Part = 'growth' | 'samples' | 'files' | 'folders' | 'crew' | 'cluster';

export interface Results extends Measured {
  /** Of parts that were measured at another time than the rest. */
  readonly apart?: { readonly [part in Part]?: Measured };
  readonly comparisons: readonly Comparison[];
  readonly startUps: readonly StartUp[];
  readonly growth: readonly GrowthPoint[];
  /** Absent where it was not measured. */
  readonly crew?: readonly CrewPoint[];
  /** Absent where it was not measured. */
  readonly cluster?: ClusterFigures;
  /** Absent where it was not measured. */
  readonly samples?: readonly RealPoint[];
  /** Absent where it was not measured. */
  readonly files?: readonly RealPoint[];
  /** Absent where it was not measured. */
  readonly folders?: readonly ToolPoint[];
  /** Who could not take part, and why. */
  readonly absent: readonly { readonly contestant: string; readonly reason: string }[];
}

/** The results with that part measured anew. */
export function withPart<Name extends Part>(
  results: Results,
  part: Name,
  figures: Results[Name],
  { date, machine }: Measured,
): Results {
  const isApart = results.date !== date || results.machine.join('\n') !== machine.join('\n');
  const { [part]: _, ...others } = results.apart ?? {};
  return { ...results, [part]: figures, apart: isApart ? { ...others, [part]: { date, machine } } : others };
}

/** Newer results, with those parts of earlier ones that they lack. */
export function withEarlier(results: Results, earlier: Results): Results {
  let all = results;
  for (const part of ['samples', 'files', 'folders', 'crew', 'cluster'] as const)
    if (results[part] === undefined && earlier[part] !== undefined)
      all = withPart(all, part, earlier[part], earlier.apart?.[part] ?? earlier);
  return all;
}

/** The results that the page in this folder was written from. */
export async function readResults(folder: string): Promise<Results> {
  return JSON.parse(await readFile(join(folder, 'benchmarks', 'results.json'), 'utf8')) as Results;
}

/** Writes `benchmarks.md` and, beside it in `benchmarks/`, the results as JSON and the charts as SVG. */
export async function writePage(folder: string, results: Results): Promise<void> {
  const beside = join(folder, 'benchmarks');
  await mkdir(beside, { recursive: true });
  await writeFile(join(beside, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  if (results.comparisons.length > 0)
    await writeFile(join(beside, 'throughput.svg'), throughputChart(results.comparisons));
  if (results.growth.length > 0) await writeFile(join(beside, 'growth.svg'), growthChart(results.growth));
  for (const [name, chart] of results.crew === undefined ? [] : crewCharts(results.crew))
    await writeFile(join(beside, name), chart);
  const files = filesChart(results.files ?? []);
  if (files !== null) await writeFile(join(beside, 'files.svg'), files);
  await writeFile(join(folder, 'benchmarks.md'), page(results));
}

function page(results: Results): string {
  const sections = [
    '# Benchmarks',
    'Repeat them with `npm run bench -- --full` (`--all` also installs the peers that Debian packages). ' +
      'Figures depend on the machine; compare within a table, not between machines.',
    `Measured on ${results.date}:\n\n${results.machine.map((line) => `- ${line}`).join('\n')}`,
    '## How',
    'Every contestant gets the same fragments from the same generator, runs the same function with two workers and ' +
      'hands its results back in order, where each is checked. They take turns in every round; the tables show ' +
      'medians, and the ratio to the first row within the same round with its lowest and highest. Each is given ' +
      'as many fragments as fill about the same time. Seconds run from the first fragment to the last result, ' +
      'one worker already started and the other about to be; starting is measured on its own. `butcher` keeps its results on disk until the ' +
      'job has ended, so that nothing is lost in a crash, and runs every role in a locked-down container; the ' +
      'peers do neither. Peak memory is that of the process that hands out the fragments; ' +
      'under Growth, that of the containers, too, as the kernel counts it, with what it caches of their files. ' +
      '`NODE_EXTRA_CA_CERTS` is not set, since Node 20 reads all certificates at each start where it is.',
    '## Ratios that are to hold',
    toMarkdown(targetTable(targets(results))),
    '## Throughput',
    '![MB/s by fragment size](benchmarks/throughput.svg)',
    ...results.comparisons.flatMap((comparison) => [
      `### ${comparison.work.name}`,
      toMarkdown(comparisonTable(comparison)),
      whoIsFaster(comparison),
    ]),
    '## Start',
    toMarkdown(startUpTable(results.startUps)),
    '## Growth',
    ...measuredApart(results, 'growth'),
    '![Time per fragment by number of fragments](benchmarks/growth.svg)',
    toMarkdown(growthTable(results.growth)),
    ...samplesSection(results.samples ?? [], measuredApart(results, 'samples')),
    ...filesSection(results.files ?? [], measuredApart(results, 'files')),
    ...(results.folders === undefined
      ? []
      : [
          '## Whole folders',
          ...measuredApart(results, 'folders'),
          'Files of ten bytes, a thousand in a folder. Preparing is what `butcher run` reports of it, less what it reports ' +
            'for a single file; the tools do what they do alone, without a descriptor for each folder on the way.',
          toMarkdown(toolTable(results.folders)),
        ]),
    ...(results.crew === undefined
      ? []
      : [
          '## Many workers',
          ...measuredApart(results, 'crew'),
          'One chief, with its journal, and workers that are simulated by another process of the same machine: each waits ' +
            'for as long as its fragments, of 1 KiB, are said to take. CPU is the chief’s alone. Where fewer than nearly all ' +
            'of the workers are busy, they are more than one chief can feed with such short fragments.',
          '![Fragments by number of workers](benchmarks/crew-rate.svg)',
          '![The chief’s CPU by number of workers](benchmarks/crew-cpu.svg)',
          '![The chief’s memory by number of workers](benchmarks/crew-memory.svg)',
          toMarkdown(crewTable(results.crew)),
        ]),
    ...(results.cluster === undefined
      ? []
      : clusterSections(results.cluster, measuredApart(results, 'cluster'))),
    ...(results.absent.length > 0
      ? ['## Not measured', results.absent.map((peer) => `- ${peer.contestant}: ${peer.reason}`).join('\n')]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Nothing where the part was measured with the rest. */
function measuredApart({ apart }: Results, part: Part): readonly string[] {
  const measured = apart?.[part];
  return measured === undefined
    ? []
    : [`Measured apart, on ${measured.date}: ${measured.machine.join('; ')}.`];
}

function whoIsFaster({ standings }: Comparison): string {
  const ours = standings.find((standing) => standing.contestant === 'butcher');
  if (ours === undefined) return '`butcher` did not take part.';
  const faster = standings
    .filter((standing) => !standing.contestant.startsWith('butcher'))
    .filter((standing) => standing.fragmentsPerSecond.median > ours.fragmentsPerSecond.median)
    .map((standing) => standing.contestant);
  return faster.length === 0
    ? 'No peer is faster than `butcher` here.'
    : `Faster than \`butcher\` here: ${faster.join(', ')}.`;
}

function throughputChart(comparisons: readonly Comparison[]): string {
  const identity = comparisons.filter((comparison) => comparison.work.cpuSeconds === 0);
  const names = [
    ...new Set(identity.flatMap(({ standings }) => standings.map(({ contestant }) => contestant))),
  ];
  const lines = names.map((name) => ({
    name,
    strong: name === 'butcher',
    points: identity.flatMap(({ work, standings }) =>
      standings
        .filter(({ contestant }) => contestant === name)
        .map(({ bytesPerSecond }) => ({ x: work.fragmentBytes, y: bytesPerSecond.median / 1e6 })),
    ),
  }));
  const text = { title: 'Identity, two workers', x: 'fragment size', y: 'MB/s', xTick: sizeText };
  return lineChart(lines, { ...text, yTick: powerText });
}

function growthChart(growth: readonly GrowthPoint[]): string {
  const points = growth
    .filter(({ work }) => work.fragmentBytes === 64)
    .map(({ fragments, secondsPerFragment }) => ({ x: fragments, y: secondsPerFragment.median * 1e6 }));
  const text = { title: 'Identity, 64 B, two workers', x: 'fragments of the job', y: 'µs each' };
  return lineChart([{ name: 'butcher', strong: true, points }], {
    ...text,
    xTick: powerText,
    yTick: powerText,
  });
}

/** By the names of their files. */
function crewCharts(points: readonly CrewPoint[]): readonly (readonly [string, string])[] {
  const chart = (title: string, y: string, measureOf: (point: CrewPoint) => number) => {
    const lengths = [...new Set(points.map(({ fragmentSeconds }) => fragmentSeconds))];
    const lines = lengths.map((seconds) => ({
      name: `fragments of ${seconds} s`,
      strong: false,
      points: points
        .filter(({ fragmentSeconds }) => fragmentSeconds === seconds)
        .map((point) => ({ x: point.workers, y: measureOf(point) })),
    }));
    return lineChart(lines, { title, x: 'workers', y, xTick: String, yTick: powerText });
  };
  return [
    ['crew-rate.svg', chart('Fragments processed', 'fragments/s', (point) => point.fragmentsPerSecond)],
    ['crew-cpu.svg', chart('CPU of the chief for a batch', 'µs', (point) => point.secondsPerBatch * 1e6)],
    ['crew-memory.svg', chart('Memory of the chief', 'MB', (point) => point.residentBytes / 1e6)],
  ];
}

function clusterSections(cluster: ClusterFigures, measured: readonly string[]): readonly string[] {
  const [{ work }] = cluster.transfer as readonly [Comparison, ...Comparison[]];
  return [
    '## Many machines',
    ...measured,
    'Measured by `npm run bench -- --cluster`. The machines are network namespaces of one, each with a container engine ' +
      'of its own: one for the chief, its splitter and its merger, three for workers. They share its processors, so ' +
      'only ratios of runs that took turns mean anything. Where the work is processor time, a control group gives the ' +
      `containers of each machine ${cluster.machineCpus} of a processor, and the ideal is what that alone allows.`,
    toMarkdown(scalingTable(cluster)),
    `Two workers that hand fragments back, beside each other from ${sizeText(work.fragmentBytes)} on: with segments in ` +
      'memory that chief and workers share, and over the network between machines, encrypted, through the gate.',
    ...cluster.transfer.map((comparison) => toMarkdown(comparisonTable(comparison))),
    'A job of one fragment, of a package that has passed before:',
    toMarkdown(clusterStartTable(cluster)),
  ];
}

function powerText(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 1 });
}

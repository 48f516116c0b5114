import type { ClusterFigures } from './cluster/measure-cluster.ts';
import type { CrewPoint } from './crew/measure-crew.ts';
import type { GrowthPoint } from './growth.ts';
import type { Comparison, Spread } from './measure.ts';
import type { StartUp } from './start-up.ts';

/** Cells by row; the first row is the head, the first column is text and the others are numbers. */
export type Table = readonly (readonly string[])[];

const memoryHeads = ['chief’s peak MB', 'splitter’s', 'a worker’s', 'merger’s'];

export function comparisonTable(comparison: Comparison): Table {
  const base = comparison.standings[0]!.contestant;
  return [
    [
      comparison.work.name,
      'fragments',
      'fragments/s',
      'MB/s',
      `against ${base}`,
      'lowest–highest',
      'peak MB',
    ],
    ...comparison.standings.map((standing) => [
      standing.contestant,
      whole(standing.fragments),
      whole(standing.fragmentsPerSecond.median),
      decimals(standing.bytesPerSecond.median / 1e6),
      `${decimals(standing.ratio.median)} ×`,
      range(standing.ratio),
      megabytes(standing.peakBytes),
    ]),
  ];
}

export function startUpTable(startUps: readonly StartUp[]): Table {
  return [
    ['one fragment, from command to end', 'seconds', 'against `docker run`', 'lowest–highest'],
    ...startUps.map((start) => [
      start.name,
      start.seconds.median.toFixed(2),
      `${decimals(start.ratio.median)} ×`,
      range(start.ratio),
    ]),
  ];
}

export function growthTable(points: readonly GrowthPoint[]): Table {
  return [
    ['work', 'fragments', 'µs per fragment', 'lowest–highest', ...memoryHeads],
    ...points.map((point) => [
      point.work.name,
      whole(point.fragments),
      decimals(point.secondsPerFragment.median * 1e6),
      `${decimals(point.secondsPerFragment.lowest * 1e6)}–${decimals(point.secondsPerFragment.highest * 1e6)}`,
      megabytes(point.peakBytes),
      ...(['splitter', 'worker', 'merger'] as const).map((role) => megabytes(point.containerPeaks[role])),
    ]),
  ];
}

export function crewTable(points: readonly CrewPoint[]): Table {
  return [
    [
      'workers',
      'a fragment',
      'of them busy',
      'fragments/s',
      'batches/s',
      'chief’s CPUs',
      'µs of CPU a batch',
      'chief’s MB',
    ],
    ...points.map((point) => [
      whole(point.workers),
      `${point.fragmentSeconds} s`,
      `${Math.round(100 * point.busyShare)} %`,
      whole(point.fragmentsPerSecond),
      whole(point.batchesPerSecond),
      decimals(point.chiefCpus),
      decimals(point.secondsPerBatch * 1e6),
      megabytes(point.residentBytes),
    ]),
  ];
}

export function scalingTable({ machineCpus, scaling }: ClusterFigures): Table {
  return [
    ['machines, a worker each', 'processors', 'fragments/s', 'of the ideal', 'lowest–highest'],
    ...scaling.map(({ machines, fragmentsPerSecond, ratioToIdeal }) => [
      whole(machines),
      decimals(machines * machineCpus),
      decimals(fragmentsPerSecond.median),
      decimals(ratioToIdeal.median),
      range(ratioToIdeal),
    ]),
  ];
}

export function clusterStartTable({ start: { local, swarm, over } }: ClusterFigures): Table {
  const row = (name: string, values: Spread) => [name, values.median.toFixed(2), range(values)];
  return [
    ['one fragment, from command to end', 'seconds', 'lowest–highest'],
    row('on the chief’s machine', local),
    row('on another', swarm),
    row('more than on its own, round by round', over),
  ];
}

export function toText(table: Table): string {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ');
  return table.map(line).join('\n');
}

export function toMarkdown(table: Table): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rule = table[0]!.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(table[0]!), line(rule), ...table.slice(1).map(line)].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function decimals(value: number): string {
  return value >= 100 ? whole(value) : value.toPrecision(value >= 0.095 ? 2 : 1);
}

function range(values: Spread): string {
  return `${decimals(values.lowest)}–${decimals(values.highest)}`;
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '–' : whole(bytes / 1e6);
}

import type { Results } from './page.ts';
import { packing, packingCold, preparing } from './real/measure-tools.ts';
import { muchSeconds, scalableSamples } from './real/real-work.ts';
import { againName, dockerRunName, warmChiefName } from './start-up.ts';
import { decimals, type Table } from './tables.ts';

/** A ratio that Butcher is to keep, and what a measurement says. */
export interface Target {
  readonly what: string;
  readonly against: string;
  readonly bound: { readonly least: number } | { readonly most: number };
  /** Null where one of the two was not measured. */
  readonly measured: number | null;
}

export function targets(results: Results): readonly Target[] {
  const ratio = (work: string, ours: string, theirs: string): number | null => {
    const standings = results.comparisons.find((comparison) => comparison.work.name === work)?.standings;
    // Each against the first contestant in the same round, so that what disturbed a round cancels out.
    const rate = (name: string) =>
      standings?.find(({ contestant }) => contestant === name)?.ratio.median ?? null;
    return quotient(rate(ours), rate(theirs));
  };
  const start = (name: string) => results.startUps.find((one) => one.name === name)?.ratio.median ?? null;
  const growth = (fragments: number) =>
    results.growth.find((point) => point.work.fragmentBytes === 64 && point.fragments === fragments)
      ?.secondsPerFragment.median ?? null;
  const realStanding = (work: string, contestant: string) =>
    results.files
      ?.find((point) => point.work.name === work)
      ?.standings.find((standing) => standing.contestant === contestant);
  const muchRatio = (sample: string) =>
    results.samples
      ?.find(({ work }) => work.muchOf === sample)
      ?.standings.find(({ contestant }) => contestant === 'butcher')?.ratio.median ?? null;
  const realSeconds = (work: string, contestant: string) =>
    realStanding(work, contestant)?.seconds.median ?? null;
  const stream = results.growth.filter(({ work }) => work.fragmentBytes > 64).at(-1);
  const { scaling = [], start: clusterStart } = results.cluster ?? {};
  const pool = 'Pool(2).imap';
  const faster = (work: string, theirs: string, least: number, ours = 'butcher'): Target => ({
    what: ours === 'butcher' ? work : `${work}, \`${ours.slice('butcher '.length)}\``,
    against: `\`${theirs}\``,
    bound: { least },
    measured: ratio(work, ours, theirs),
  });
  const burn =
    results.comparisons.find(({ work }) => work.cpuSeconds > 0)?.work.name ?? '20 ms of CPU time, 64 B';
  return [
    faster('identity, 64 B', pool, 12),
    faster('identity, 64 B', 'Pool(2).imap, chunks of 256', 2),
    faster('identity, 64 B', 'Dask distributed, 2 processes', 200),
    faster('identity, 64 KiB', pool, 2.2),
    faster('identity, 1 MiB', pool, 2.5),
    faster('identity, 1 MiB', pool, 3.5, 'butcher --no-resume'),
    ...['64 B', '4 KiB', '64 KiB', '1 MiB', '8 MiB'].map((size) =>
      faster(`identity, ${size}`, pool, 1, 'butcher --oci-runtime runsc'),
    ),
    {
      ...faster(burn, 'two plain processes', 0.95),
      against: 'two plain Python processes, half of the work each',
    },
    {
      what: '`butcher run`, one fragment, of a package that has passed before',
      against: dockerRunName,
      bound: { most: 2 },
      measured: start(againName),
    },
    {
      what: 'one fragment, from submission to `done`, containers waiting',
      against: dockerRunName,
      bound: { most: 0.7 },
      measured: start(warmChiefName),
    },
    ...scalableSamples.map(
      ({ name }): Target => ({
        what: `${name}, ${muchSeconds} s of plain Python, the whole command`,
        against: 'one plain process',
        bound: { least: 1.75 },
        measured: muchRatio(name),
      }),
    ),
    {
      what: 'a merger of 100,000 files, first pull to end of `finish`',
      against: 'plain Python',
      bound: { most: 1.15 },
      measured: quotient(
        realSeconds('100,000 files out', 'butcher'),
        realSeconds('100,000 files out', 'plain Python'),
      ),
    },
    ...[packing, packingCold, preparing].map((what): Target => {
      const point = results.folders?.find((one) => one.what === what && one.files === 100_000);
      return {
        what: `${what}, 100,000 files`,
        against: what === preparing ? '`find -printf`' : '`tar`',
        bound: { most: 4 },
        measured: point?.ratio.median ?? null,
      };
    }),
    {
      what: 'a million fragments of 64 B, time of each',
      against: 'a hundred thousand',
      bound: { most: 1.1 },
      measured: quotient(growth(1e6), growth(1e5)),
    },
    {
      what: '10 GiB in fragments of 1 MiB, the chief’s peak memory',
      against: '250 MB',
      bound: { most: 1 },
      measured: stream?.peakBytes == null ? null : stream.peakBytes / 250e6,
    },
    {
      what: '20 ms of CPU time on three machines',
      against: 'the processor time that they have',
      bound: { least: 0.9 },
      measured: scaling.find(({ machines }) => machines === 3)?.ratioToIdeal.median ?? null,
    },
    {
      what: '`butcher run --engine swarm`, one fragment: seconds more',
      against: '`butcher run`',
      bound: { most: 2 },
      measured: clusterStart?.over.median ?? null,
    },
    {
      what: 'a batch with 1,000 workers, CPU of the chief',
      against: 'with 100',
      bound: { most: 1.1 },
      measured: quotient(batchOf(results, 1000), batchOf(results, 100)),
    },
  ];
}

/** Processor time of the chief for a batch of fragments of a second, the shorter ones being sent many at a time. */
function batchOf({ crew = [] }: Results, workers: number): number | null {
  const point = crew.find((one) => one.workers === workers && one.fragmentSeconds === 1);
  return point?.secondsPerBatch ?? null;
}

export function targetTable(all: readonly Target[]): Table {
  return [
    ['what', 'against', 'wanted', 'measured', ''],
    ...all.map(({ what, against, bound, measured }) => [
      what,
      against,
      'least' in bound ? `≥ ${bound.least}` : `≤ ${bound.most}`,
      measured === null ? '–' : decimals(measured),
      verdictOn(bound, measured),
    ]),
  ];
}

function verdictOn(bound: Target['bound'], measured: number | null): string {
  if (measured === null) return 'not measured';
  return isReached(bound, measured) ? 'reached' : 'missed';
}

function isReached(bound: Target['bound'], measured: number): boolean {
  return 'least' in bound ? measured >= bound.least : measured <= bound.most;
}

function quotient(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null ? null : dividend / divisor;
}

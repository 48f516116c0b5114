import assert from 'node:assert/strict';
import type { Comparison } from '../../bench/measure.ts';
import type { Results } from '../../bench/page.ts';
import type { RealPoint } from '../../bench/real/measure-real.ts';
import { preparing } from '../../bench/real/measure-tools.ts';
import { manyFiles, type RealWork, scalableSamples } from '../../bench/real/real-work.ts';
import { againName, dockerRunName, warmChiefName } from '../../bench/start-up.ts';
import { targets, targetTable } from '../../bench/targets.ts';
import { burnWork, identityWork, type Work } from '../../bench/work.ts';

const containerPeaks = { splitter: 3e7, worker: 4e7, merger: 5e7 };

const one = (median: number) => ({ median, lowest: median, highest: median });

const nothing: Results = {
  ...{ date: '2024-05-06', machine: [], comparisons: [], startUps: [], growth: [], absent: [] },
};

function comparison(work: Work, ratios: Readonly<Record<string, number>>): Comparison {
  const standings = Object.entries(ratios).map(([contestant, ratio]) => ({
    ...{ contestant, fragments: 10, ratio: one(ratio), totalSeconds: one(1), peakBytes: null },
    ...{ fragmentsPerSecond: one(1000 * ratio), bytesPerSecond: one(1e6 * ratio) },
  }));
  return { work, rounds: 1, standings };
}

const gzip = scalableSamples.find(({ name }) => name === 'parallel-gzip');
const measured: Results = {
  ...nothing,
  comparisons: [
    comparison(identityWork(64), { 'Pool(2).imap': 1, butcher: 15, 'Dask distributed, 2 processes': 0.05 }),
    comparison(identityWork(1024 ** 2), { 'Pool(2).imap': 1, butcher: 2.4, 'butcher --no-resume': 3.6 }),
    comparison(burnWork(0.02), { 'two plain processes': 1, butcher: 0.94 }),
  ],
  startUps: [
    { name: dockerRunName, seconds: one(0.3), ratio: one(1) },
    { name: againName, seconds: one(1.2), ratio: one(4) },
    { name: warmChiefName, seconds: one(0.21), ratio: one(0.71) },
  ],
  growth: [
    { work: identityWork(64), fragments: 1e5, secondsPerFragment: one(2e-6), peakBytes: 1e8, containerPeaks },
    {
      work: identityWork(64),
      fragments: 1e6,
      secondsPerFragment: one(2.1e-6),
      peakBytes: 1e8,
      containerPeaks,
    },
    {
      work: identityWork(1024 ** 2),
      fragments: 10_240,
      secondsPerFragment: one(3e-3),
      peakBytes: 2e8,
      containerPeaks,
    },
  ],
  crew: [100, 1000].flatMap((workers) =>
    [0.02, 1].map((fragmentSeconds) => ({
      ...{ workers, fragmentSeconds, busyShare: 1, fragmentsPerSecond: 1, batchesPerSecond: 1, chiefCpus: 1 },
      ...{ secondsPerBatch: workers * fragmentSeconds * 1e-6, residentBytes: 1e8 },
    })),
  ),
  cluster: {
    machineCpus: 0.4,
    scaling: [1, 2, 3].map((machines) => ({
      ...{ machines, fragmentsPerSecond: one(20 * machines), ratioToIdeal: one(1 - machines / 50) },
    })),
    transfer: [],
    start: { local: one(1), swarm: one(3.5), over: one(2.5) },
  },
  samples: [realPoint({ ...gzip!.of(1), muchOf: gzip!.name }, 9, 5)],
  files: [realPoint(manyFiles(100_000)[1]!, 10, 12)],
  folders: [
    {
      ...{ what: preparing, tool: 'find -printf', files: 100_000 },
      ...{ seconds: one(0.3), toolSeconds: one(0.1), ratio: one(3) },
    },
  ],
};

function realPoint(work: RealWork, plainSeconds: number, ourSeconds: number): RealPoint {
  const plain = {
    contestant: 'plain Python',
    seconds: one(plainSeconds),
    commandSeconds: null,
    ratio: one(1),
  };
  const ours = { contestant: 'butcher', seconds: one(ourSeconds), commandSeconds: one(ourSeconds) };
  return {
    work,
    rounds: 1,
    standings: [plain, { ...ours, ratio: one(plainSeconds / ourSeconds) }],
  } as RealPoint;
}

describe('the ratios that are to hold', () => {
  it('are read from the measurement, each against what it names', () => {
    const table = targetTable(targets(measured)).slice(1);
    assert.deepEqual(
      table.map(([what, , wanted, value, verdict]) => `${what} | ${wanted} | ${value} | ${verdict}`),
      [
        'identity, 64 B | ≥ 12 | 15 | reached',
        'identity, 64 B | ≥ 2 | – | not measured',
        'identity, 64 B | ≥ 200 | 300 | reached',
        'identity, 64 KiB | ≥ 2.2 | – | not measured',
        'identity, 1 MiB | ≥ 2.5 | 2.4 | missed',
        'identity, 1 MiB, `--no-resume` | ≥ 3.5 | 3.6 | reached',
        ...['64 B', '4 KiB', '64 KiB', '1 MiB', '8 MiB'].map(
          (size) => `identity, ${size}, \`--oci-runtime runsc\` | ≥ 1 | – | not measured`,
        ),
        '20 ms of CPU time, 64 B | ≥ 0.95 | 0.94 | missed',
        '`butcher run`, one fragment, of a package that has passed before | ≤ 2 | 4.0 | missed',
        'one fragment, from submission to `done`, containers waiting | ≤ 0.7 | 0.71 | missed',
        'word-count, 10 s of plain Python, the whole command | ≥ 1.75 | – | not measured',
        'parallel-gzip, 10 s of plain Python, the whole command | ≥ 1.75 | 1.8 | reached',
        'mandelbrot, 10 s of plain Python, the whole command | ≥ 1.75 | – | not measured',
        'monte-carlo-pi, 10 s of plain Python, the whole command | ≥ 1.75 | – | not measured',
        'a merger of 100,000 files, first pull to end of `finish` | ≤ 1.15 | 1.2 | missed',
        'packing results, 100,000 files | ≤ 4 | – | not measured',
        'packing results that are not in the cache, 100,000 files | ≤ 4 | – | not measured',
        'preparing a data folder, beyond a single file, 100,000 files | ≤ 4 | 3.0 | reached',
        'a million fragments of 64 B, time of each | ≤ 1.1 | 1.1 | reached',
        '10 GiB in fragments of 1 MiB, the chief’s peak memory | ≤ 1 | 0.80 | reached',
        '20 ms of CPU time on three machines | ≥ 0.9 | 0.94 | reached',
        '`butcher run --engine swarm`, one fragment: seconds more | ≤ 2 | 2.5 | missed',
        'a batch with 1,000 workers, CPU of the chief | ≤ 1.1 | 10 | missed',
      ],
    );
  });

  it('are not claimed where nothing was measured', () => {
    assert.ok(targets(nothing).every(({ measured }) => measured === null));
  });
});

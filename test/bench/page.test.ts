import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, Standing } from '../../bench/measure.ts';
import { type Results, readResults, withEarlier, withPart, writePage } from '../../bench/page.ts';
import { identityWork } from '../../bench/work.ts';

const one = (median: number) => ({ median, lowest: median * 0.9, highest: median * 1.1 });

function comparison(bytes: number, rates: Readonly<Record<string, number>>): Comparison {
  const [base] = Object.values(rates);
  const standings = Object.entries(rates).map(
    ([contestant, rate]): Standing => ({
      contestant,
      fragments: 1000,
      fragmentsPerSecond: one(rate),
      bytesPerSecond: one(rate * bytes),
      ratio: one(rate / base!),
      totalSeconds: one(2),
      peakBytes: 5e7,
    }),
  );
  return { work: identityWork(bytes), rounds: 3, standings };
}

const results: Results = {
  date: '2024-05-06',
  machine: ['2 cores of something'],
  comparisons: [
    comparison(64, { 'Pool(2).imap': 40_000, butcher: 600_000, 'a <peer> & more': 900_000 }),
    comparison(64 * 1024, { 'Pool(2).imap': 2_000, butcher: 6_000, 'a <peer> & more': 4_000 }),
    comparison(1024 ** 2, { 'Pool(2).imap': 200, butcher: 500 }),
  ],
  startUps: [{ name: 'one `docker run` of Python', seconds: one(0.3), ratio: one(1) }],
  growth: [1e3, 1e6].map((fragments) => ({
    work: identityWork(64),
    fragments,
    secondsPerFragment: one(2e-6),
    peakBytes: 1e8,
    containerPeaks: { splitter: 31e6, worker: 42e6, merger: null },
  })),
  crew: [100, 1000].map((workers) => ({
    ...{ workers, fragmentSeconds: 0.02, busyShare: 1, fragmentsPerSecond: 5000, batchesPerSecond: 1000 },
    ...{ chiefCpus: 0.12, secondsPerBatch: 0.00012, residentBytes: 2e8 },
  })),
  cluster: {
    machineCpus: 0.4,
    scaling: [1, 3].map((machines) => ({
      ...{ machines, fragmentsPerSecond: one(19 * machines), ratioToIdeal: one(0.95) },
    })),
    transfer: [
      comparison(64 * 1024, { 'segments, on the chief’s machine': 500, 'the gate, on others': 300 }),
    ],
    start: { local: one(1.1), swarm: one(2.3), over: one(1.2) },
  },
  absent: [{ contestant: 'Dask', reason: 'not installed' }],
};

describe('bench page', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-page-'));
    await writePage(folder, results);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('says what many workers cost the chief, where that was measured', async () => {
    const page = await readFile(join(folder, 'benchmarks.md'), 'utf8');
    assert.match(
      page,
      /## Many workers[^#]*\n\| 1,000 \| 0\.02 s \| 100 % \| 5,000 \| 1,000 \| 0\.12 \| 120 \| 200 \|/,
    );
    for (const name of ['crew-rate', 'crew-cpu', 'crew-memory']) {
      assert.ok(page.includes(`(benchmarks/${name}.svg)`));
      const chart = await readFile(join(folder, 'benchmarks', `${name}.svg`), 'utf8');
      assert.match(chart, /fragments of 0\.02 s/);
      assert.equal(chart.match(/<circle /g)?.length, 2);
    }
    const { crew: _, ...rest } = results;
    const bare = await mkdtemp(join(tmpdir(), 'butcher-page-'));
    await writePage(bare, rest);
    assert.doesNotMatch(await readFile(join(bare, 'benchmarks.md'), 'utf8'), /Many workers/);
    await rm(bare, { recursive: true });
  });

  it('says what many machines do, where that was measured', async () => {
    const page = await readFile(join(folder, 'benchmarks.md'), 'utf8');
    assert.match(page, /## Many machines[^#]*\n\| 3 \| 1\.2 \| 57 \| 0\.95 \| 0\.85–1\.0 \|/);
    assert.match(page, /\n\| the gate, on others \| 1,000 \| 300 \| 20 \| 0\.60 × /);
    assert.match(page, /\n\| more than on its own, round by round \| 1\.20 \|/);
    const { cluster: _, ...rest } = results;
    const bare = await mkdtemp(join(tmpdir(), 'butcher-page-'));
    await writePage(bare, rest);
    assert.doesNotMatch(await readFile(join(bare, 'benchmarks.md'), 'utf8'), /Many machines/);
    await rm(bare, { recursive: true });
  });

  it('says what a whole folder takes beside the tools that everybody has, where that was measured', async () => {
    const spread = (median: number) => ({ median, lowest: median / 2, highest: median * 2 });
    const [seconds, toolSeconds, ratio] = [spread(0.9), spread(0.3), spread(3)];
    const point = { what: 'packing results', tool: 'tar', files: 1000, seconds, toolSeconds, ratio };
    const place = await mkdtemp(join(tmpdir(), 'butcher-page-'));
    await writePage(place, withPart(results, 'folders', [point], results));
    const page = await readFile(join(place, 'benchmarks.md'), 'utf8');
    assert.match(
      page,
      /## Whole folders[^#]*\n\| packing results \| 1,000 \| 0\.90 \| `tar` \| 0\.30 \| 3\.0 \| 1\.5–6\.0 \|/,
    );
    await rm(place, { recursive: true });
    assert.doesNotMatch(await readFile(join(folder, 'benchmarks.md'), 'utf8'), /Whole folders/);
  });

  it('says of a part that was measured at another time when that was, and on what', async () => {
    const other = { date: '2024-06-07', machine: ['4 cores of another', 'Linux'] };
    const apart = withPart(results, 'crew', results.crew, other);
    const own = withPart(apart, 'cluster', results.cluster, results);
    const page = async (written: Results) => {
      const place = await mkdtemp(join(tmpdir(), 'butcher-page-'));
      await writePage(place, written);
      const text = await readFile(join(place, 'benchmarks.md'), 'utf8');
      await rm(place, { recursive: true });
      return text;
    };
    const told = /## Many workers\n\nMeasured apart, on 2024-06-07: 4 cores of another; Linux\.\n/;
    assert.match(await page(own), told);
    assert.equal((await page(own)).match(/Measured apart/g)?.length, 1);
    assert.doesNotMatch(await page(withPart(own, 'crew', results.crew, results)), /Measured apart/);
  });

  it('keeps the parts of an earlier page that were not measured again, and says when they were', () => {
    const { crew, cluster: _, ...newer } = { ...results, date: '2024-09-01' };
    const all = withEarlier({ ...newer, crew: crew! }, results);
    assert.deepEqual([all.crew, all.cluster], [crew, results.cluster]);
    const { date, machine } = results;
    assert.deepEqual(Object.entries(all.apart ?? {}), [['cluster', { date, machine }]]);
    const later = withEarlier({ ...newer, date: '2024-10-01', crew: crew! }, all);
    assert.equal(later.apart?.cluster?.date, date, 'when it was measured, not when the page was written');
  });

  it('says where a peer is faster, who is absent and how to repeat it', async () => {
    const page = await readFile(join(folder, 'benchmarks.md'), 'utf8');
    assert.match(page, /### identity, 64 B\n[^#]*Faster than `butcher` here: a <peer> & more\./);
    assert.match(page, /### identity, 64 KiB\n[^#]*No peer is faster than `butcher` here\./);
    assert.match(page, /npm run bench -- --full/);
    assert.match(page, /- Dask: not installed/);
  });

  it('keeps the results as JSON, from which it can be written again', async () => {
    assert.deepEqual(await readResults(folder), results);
  });

  it('tells the memory of chief and containers while a job grows', async () => {
    assert.match(await readFile(join(folder, 'benchmarks.md'), 'utf8'), /\| 100 \| 31 \| 42 \| – \|/);
  });

  it('draws a line for every contestant, escaped and within the picture', async () => {
    const chart = await readFile(join(folder, 'benchmarks', 'throughput.svg'), 'utf8');
    assert.equal(chart.match(/<polyline /g)?.length, 3);
    assert.match(chart, />a &lt;peer&gt; &amp; more</);
    const coordinates = [...chart.matchAll(/c[xy]="(.*?)"/g)].map((match) => Number(match[1]));
    assert.ok(coordinates.length > 0 && coordinates.every((value) => value >= 0 && value <= 900));
  });
});

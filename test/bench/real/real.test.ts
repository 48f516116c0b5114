import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { RealPoint } from '../../../bench/real/measure-real.ts';
import { filesChart, filesSection, realTable, samplesSection } from '../../../bench/real/real-pages.ts';
import { layOut, manyFiles, type RealWork, samples, scalableSamples } from '../../../bench/real/real-work.ts';

const plain = fileURLToPath(new URL('../../../bench/real/plain.py', import.meta.url));
const one = (median: number) => ({ median, lowest: median * 0.9, highest: median * 1.1 });

function point(work: RealWork, plainSeconds: number, ourSeconds: number): RealPoint {
  const standing = (contestant: 'plain Python' | 'butcher', seconds: number, isCommand: boolean) => ({
    ...{ contestant, seconds: one(seconds), commandSeconds: isCommand ? one(seconds + 0.5) : null },
    ratio: one(plainSeconds / (isCommand ? seconds + 0.5 : seconds)),
  });
  const standings = [standing('plain Python', plainSeconds, false), standing('butcher', ourSeconds, true)];
  return { work, rounds: 3, standings };
}

describe('bench --real', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-real-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lays out works that one process and a Pool take to the same results', async () => {
    const [filesIn, filesOut] = manyFiles(1200);
    for (const work of [samples(50_000)[0]!, filesIn!, filesOut!]) {
      const place = join(folder, work.name);
      const laid = await layOut(work, place, 'python3');
      const found: string[] = [];
      for (const kind of ['plain', 'pool']) {
        const results = join(place, kind);
        await mkdir(results);
        const args = [plain, kind, laid.package, laid.data ?? '', 'bench'];
        const { stdout } = await execa('python3', args, { cwd: results });
        assert.ok(JSON.parse(stdout).seconds > 0);
        const names = (await readdir(results, { recursive: true })).sort();
        const texts = names.filter((name) => /\.t[sx][tv]$/.test(name));
        const contents = await Promise.all(texts.map((name) => readFile(join(results, name), 'utf8')));
        found.push(JSON.stringify([names, contents]));
      }
      assert.equal(found[0], found[1], work.name);
      if (work === filesIn) assert.match(found[0]!, new RegExp(`${(1199 * 1200) / 2}`));
      if (work === filesOut) assert.match(found[0]!, /0001\/0001199/);
    }
  });

  it('gives samples more to do, and says where a sample is not what it was', async () => {
    for (const { name, of } of scalableSamples) {
      const work = of(0.01);
      const laid = await layOut(work, join(folder, name), 'python3');
      for (const { file, from, to } of work.enlarged ?? []) {
        const text = await readFile(join(laid.package, file), 'utf8');
        assert.ok(text.includes(to) && !text.includes(from), `${name} ${file}`);
        const other = { ...work, enlarged: [{ file, from: 'what is not there', to }] };
        await assert.rejects(layOut(other, join(folder, `${name} ${file}`), 'python3'), /has not/);
      }
    }
  });

  it('makes the same data every time', async () => {
    const [work] = samples(30_000);
    const texts = [];
    for (const name of ['one', 'two']) {
      const { data } = await layOut(work!, join(folder, name), 'python3');
      texts.push(await readFile(data!, 'utf8'));
    }
    assert.equal(texts[0], texts[1]);
    assert.equal(texts[0]!.length, 30_000);
  });

  it('shows where plain Python is faster, too', () => {
    const sample = point(samples(1e6)[0]!, 10, 5);
    const points = [1000, 10_000].flatMap((files) => manyFiles(files).map((work) => point(work, 1, 2)));
    const sections = [...samplesSection([sample], ['here']), ...filesSection(points, [])];
    const page = sections.join('\n\n');
    assert.match(page, /## Real work\n\nhere\n/);
    assert.match(page, /nowhere faster than the whole command here/);
    assert.match(page, /\| word-count, 1 MB \| butcher \| 5\.00 \| 5\.50 \| 1\.8 × \| 1\.6–2\.0 \|/);
    assert.match(
      page,
      /faster than the whole command here: 1,000 files in; 1,000 files out; 10,000 files in/,
    );
    assert.match(page, /benchmarks\/files\.svg/);
    assert.equal(realTable(points).length, 1 + 2 * points.length);
    assert.match(filesChart(points)!, /butcher, files out/);
    assert.equal(filesChart(points.slice(0, 2)), null);
    assert.deepEqual([...samplesSection([], []), ...filesSection([], [])], []);
  });
});

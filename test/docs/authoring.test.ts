import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { runButcher } from '../helpers/run-butcher.ts';

/** How a package of the page is run, and something that its results must have. */
interface Trial {
  readonly data: Readonly<Record<string, string | Buffer>>;
  /** The file of `data` that is given instead of the folder. */
  readonly file?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly shows: (results: ReadonlyMap<string, Buffer>) => void;
}

const numbers = Array.from({ length: 150_000 }, (_, index) => (index % 1000) * 2).join('\n');
const lines = Array.from({ length: 90_000 }, (_, index) => 'x'.repeat((index * 7) % 41)).join('\n');
const entry = (day: number, status: number) =>
  `::1 - - [0${day}/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" ${status} 5\n`;
const log = (day: number) =>
  gzipSync(Buffer.from(`${entry(day, 200).repeat(20_000)}\xff?\n${entry(day + 1, 404)}`, 'latin1'));
const text = (results: ReadonlyMap<string, Buffer>, name: string) =>
  results.get(name)!.toString().split(/\r?\n/);

const trials: Readonly<Record<string, Trial>> = {
  Records: {
    data: {
      'sales.csv': `\ufeffid,region,amount,note\r\n${'1,north,2,"a\nb, ""c"""\r\n2, south ,n/a,\r\n3,north,4,d\n,,5,\n6\n'.repeat(5000)}`,
    },
    file: 'sales.csv',
    shows: (results) =>
      assert.deepEqual(text(results, 'averages.csv'), [
        ...['region,mean,count,missing', 'north,3.0,10000,0', 'south,,0,5000', 'unknown,5.0,5000,5000', ''],
      ]),
  },
  Folders: {
    data: Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `${index % 7 === 0 ? 'sub/' : ''}${index}.txt`,
        Buffer.from(`Word${index} all \xe9 ${'pad '.repeat(index % 99)}`, 'latin1'),
      ]),
    ),
    shows: (results) => {
      const index = text(results, 'index.txt');
      assert(index.includes('word7: sub/7.txt') && index.includes('word2999: 2999.txt'));
      assert.equal(index.find((line) => line.startsWith('all: '))!.split(', ').length, 3000);
    },
  },
  'Compressed logs': {
    data: { 'a.log.gz': log(1), 'b.log.gz': log(2), README: 'no log' },
    shows: (results) =>
      assert.deepEqual(text(results, 'days.txt'), [
        ...['01/Nov/2026 200 20000', '02/Nov/2026 200 20000', '02/Nov/2026 404 1', '03/Nov/2026 404 1'],
        ...['unreadable 2', ''],
      ]),
  },
  Sweeps: {
    data: {},
    params: { rates: [2, 2.8, 3.4], steps: 500 },
    shows: (results) => {
      const rows = text(results, 'sweep.csv');
      assert.equal(rows.length, 62);
      // Where the rate is 2, every beginning comes to one half.
      assert(rows.slice(1, 21).every((row) => /^2,\d+,0\.(5|49{9})/.test(row)));
      assert.equal(text(results, 'sweep.svg').filter((line) => line.startsWith('<circle')).length, 60);
    },
  },
  Joins: {
    data: {
      'customers.csv': '\ufeffcustomer,country\nc1,DE\nc2,"Côte\nd’Ivoire"\n',
      'orders.csv': `order,customer,price\n${'1,c1 ,2.50\n2,c2,\n3,c9,1\n'.repeat(5000)}`,
    },
    shows: (results) =>
      assert.equal(
        results.get('joined.csv')!.toString(),
        '1,c1,DE,2.50\r\n2,c2,"Côte\nd’Ivoire",\r\n3,c9,unknown,1\r\n'.repeat(5000),
      ),
  },
  'Top k': {
    data: { lines },
    file: 'lines',
    params: { k: 3 },
    shows: (results) =>
      assert.deepEqual(text(results, 'longest.txt'), [...Array(3).fill('x'.repeat(40)), '']),
  },
  'Two passes: moments': {
    data: { numbers },
    file: 'numbers',
    shows: (results) => {
      const [mean, deviation] = [
        ...results
          .get('params.txt')!
          .toString()
          .matchAll(/=(\S+)/g),
      ].map(([, digits]) => Number(digits));
      assert(Math.abs(mean! - 999) < 1e-9 && Math.abs(deviation! - 2 * Math.sqrt((1e6 - 1) / 12)) < 1e-9);
    },
  },
  'Two passes: normalise': {
    data: { numbers },
    file: 'numbers',
    params: { mean: 999, deviation: 2 },
    shows: (results) =>
      assert.deepEqual(text(results, 'normalised.txt').slice(998, 1001), [
        ...['498.500000', '499.500000', '-499.500000'],
      ]),
  },
  'Threads within a fragment': {
    data: { lines: lines.repeat(6) },
    file: 'lines',
    shows: (results) => assert(gunzipSync(results.get('data.gz')!).equals(Buffer.from(lines.repeat(6)))),
  },
};

describe('docs/authoring.md', () => {
  let cwd: string;
  let page: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-authoring-'));
    page = await readFile(new URL('../../docs/authoring.md', import.meta.url), 'utf8');
    await write('plain.py', /```python\n(# plain\.py[\s\S]*?)```/.exec(page)![1]!);
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  async function write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }

  async function resultsIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
    const names = (await readdir(join(cwd, folder))).sort();
    return new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(join(cwd, folder, name))] as const)),
    );
  }

  /** The packages of the page, by heading, and by name where there are two: the files of each. */
  function packages(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    const found = new Map<string, ReadonlyMap<string, string>>();
    for (const section of page.split(/^##+ /m).slice(1)) {
      const heading = section.split('\n')[0]!;
      for (const [, name, block] of section.matchAll(
        /(?:^The \w+, `(\w+)`:\n\n)?^```python\n([\s\S]*?)^```/gm,
      )) {
        if (!/^# Split\.py$/m.test(block!)) continue;
        const files = block!.split(/^# (?=[\w.]+$)/m).slice(1);
        const key = name === undefined ? heading : `${heading}: ${name}`;
        assert(!found.has(key), `two packages of one name: ${key}`);
        found.set(key, new Map(files.map((file) => splitOnce(file))));
      }
    }
    return found;
  }

  function splitOnce(file: string): [name: string, content: string] {
    const at = file.indexOf('\n');
    return [file.slice(0, at), file.slice(at + 1)];
  }

  const place = () => ({ cwd, env: { BUTCHER_HOME: join(cwd, 'home') } });

  it('has no package that is not tried', () => {
    assert.deepEqual([...packages().keys()], Object.keys(trials));
  });

  for (const [name, { data, file, params = {}, shows }] of Object.entries(trials)) {
    it(`has a package that does what plain Python does: ${name}`, async () => {
      const key = name.replace(/\W+/g, '-').toLowerCase();
      for (const [path, content] of packages().get(name)!) await write(`${key}/package/${path}`, content);
      await mkdir(join(cwd, key, 'data'));
      for (const [path, content] of Object.entries(data)) await write(`${key}/data/${path}`, content);
      const dataset = file === undefined ? `${key}/data` : `${key}/data/${file}`;

      const validated = await runButcher(['validate', `${key}/package`], place());
      assert.equal(validated.stdout, 'Accepted: no findings.\n');
      const given = Object.entries(params).map(
        ([param, value]) => `--param=${param}=${JSON.stringify(value)}`,
      );
      const { exitCode, stderr } = await runButcher(
        [
          ...['run', `${key}/package`, '--out', `${key}/out`, '--runtime', 'process', '--quiet', ...given],
          ...(Object.keys(data).length === 0 ? [] : ['--data', dataset]),
        ],
        place(),
      );
      assert.equal(exitCode, 0, stderr);
      const plain = ['plain.py', `${key}/package`, dataset, `${key}/plain`, JSON.stringify(params)];
      await execa('python3', plain, { cwd, env: { PYTHONDONTWRITEBYTECODE: '1' } });
      const results = await resultsIn(`${key}/out`);
      assert.deepEqual(results, await resultsIn(`${key}/plain`));
      shows(results);
    });
  }

  it('chains the two passes as it says', async () => {
    const script = /```sh\n([\s\S]*?)```/.exec(page)![1]!;
    for (const name of ['moments', 'normalise'])
      for (const [path, content] of packages().get(`Two passes: ${name}`)!)
        await write(`${name}/${path}`, content);
    await write('numbers.txt', numbers);
    const runs = [...script.matchAll(/^butcher (run .*)$/gm)].map(([, line]) => line!);
    assert.equal(runs.length, 2);
    for (const line of runs) {
      const { stdout } = await execa('sh', ['-c', `printf '%s\\n' ${line}`], { cwd });
      const { exitCode, stderr } = await runButcher(
        [...stdout.split('\n'), '--runtime', 'process', '--quiet'],
        place(),
      );
      assert.equal(exitCode, 0, stderr);
    }
    const values = (await readFile(join(cwd, 'second', 'normalised.txt'), 'utf8')).trimEnd().split('\n');
    assert.equal(values.length, 150_000);
    const [total, squares] = values.reduce(([a, b], value) => [a + +value, b + (+value) ** 2], [0, 0]);
    assert(Math.abs(total) < 0.5 && Math.abs(squares / values.length - 1) < 1e-5);
  });
});

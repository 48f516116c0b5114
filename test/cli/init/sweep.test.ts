import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { runButcher } from '../../helpers/run-butcher.ts';

type Point = readonly [recovery: number, contagion: number, share: number];

/** Python that says where the points of each line of a plot are, as an XML parser reads it. */
const readPlot = `
import json, sys, xml.dom.minidom
lines = xml.dom.minidom.parse(sys.argv[1]).getElementsByTagName("polyline")
print(json.dumps([[list(map(float, p.split(","))) for p in l.getAttribute("points").split()] for l in lines]))
`;

/** The points of the sweep, worked out here. */
function sweep(
  from: number,
  to: number,
  points: number,
  recoveries: readonly number[],
  days: number,
): Point[] {
  return recoveries.flatMap((recovery) =>
    Array.from({ length: points }, (_, index): Point => {
      const contagion = from + ((to - from) * index) / Math.max(points - 1, 1);
      let [infected, healthy] = [0.001, 0.999];
      for (let day = 0; day < days; day += 1) {
        const newly = contagion * healthy * infected;
        healthy -= newly;
        infected += newly - recovery * infected;
      }
      return [recovery, contagion, 1 - healthy];
    }),
  );
}

describe('the sweep template of butcher init', function () {
  this.timeout(120_000);
  let cwd: string;
  let place: Parameters<typeof runButcher>[1];
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-sweep-'));
    place = { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } };
    assert.equal((await runButcher(['init', 'sweep', '--template', 'sweep'], place)).exitCode, 0);
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  let runs = 0;
  async function run(...params: readonly string[]): Promise<{ folder: string; stderr: string }> {
    runs += 1;
    const given = params.flatMap((param) => ['--param', param]);
    const command = ['run', 'sweep', '--runtime', 'process', '--quiet', '--out', `out-${runs}`, ...given];
    const { exitCode, stderr } = await runButcher(command, place);
    assert.equal(exitCode, 0, stderr);
    return { folder: join(cwd, `out-${runs}`), stderr };
  }

  async function table(folder: string): Promise<number[][]> {
    const rows = (await readFile(join(folder, 'sweep.csv'), 'utf8')).trimEnd().split('\r\n');
    assert.equal(rows[0], 'recovery,contagion,share infected');
    return rows.slice(1).map((row) => row.split(',').map(Number));
  }

  async function plotted(folder: string): Promise<number[][][]> {
    return JSON.parse((await execa('python3', ['-c', readPlot, join(folder, 'sweep.svg')])).stdout);
  }

  it('runs with no parameter given, says nothing but that nothing isolates it, and is the same every time', async () => {
    const { folder, stderr } = await run();
    assert.match(stderr, /^warning {2}Nothing isolates .*\n$/);
    assert.deepEqual(await table(folder), sweep(0, 1, 51, [0.1, 0.2, 0.4], 365));
    const again = await run();
    for (const name of ['sweep.csv', 'sweep.svg'])
      assert.equal(
        await readFile(join(again.folder, name), 'utf8'),
        await readFile(join(folder, name), 'utf8'),
      );
  });

  it('plots each point of the table where it belongs', async () => {
    const { folder } = await run('recoveries=[0.05, 0.3]', 'points=11', 'from=0.2', 'to=0.7');
    const lines = [0.05, 0.3].map((recovery) => sweep(0.2, 0.7, 11, [recovery], 365));
    const found = await plotted(folder);
    assert.equal(found.length, 2);
    for (const [number, line] of lines.entries())
      for (const [index, [, contagion, share]] of line.entries()) {
        const [x, y] = found[number]![index]!;
        assert.ok(Math.abs(x! - (60 + (520 * (contagion - 0.2)) / 0.5)) < 0.01, `${x} of ${contagion}`);
        assert.ok(Math.abs(y! - (340 - 280 * share)) < 0.01, `${y} of ${share}`);
      }
  });

  const odd: readonly (readonly [what: string, params: readonly string[], expected: Point[]])[] = [
    ['one point', ['points=1', 'recoveries=[0.1]'], sweep(0, 1, 1, [0.1], 365)],
    [
      'the way back, whole numbers and one twice',
      ['recoveries=[1, 0, 1.0]', 'from=1', 'to=0', 'days=2', 'points=3'],
      sweep(1, 0, 3, [1, 0], 2),
    ],
    [
      'hardly any distance',
      ['to=5e-324', 'points=3', 'days=1', 'recoveries=[1e-300]'],
      sweep(0, 5e-324, 3, [1e-300], 1),
    ],
  ];
  for (const [what, params, expected] of odd)
    it(`copes with ${what}`, async () => {
      const { folder } = await run(...params);
      assert.deepEqual(await table(folder), expected);
      const places = (await plotted(folder)).flat();
      assert.equal(places.length, expected.length);
      for (const [x, y] of places)
        assert.ok(x! >= 60 && x! <= 580 && y! >= 60 && y! <= 340, `${x}, ${y} is not in the picture`);
    });

  it('takes nothing that makes no sense', async () => {
    for (const param of ['points=0', 'to=2', 'recoveries=[]', 'days=1.5', 'recoveries=0.1']) {
      const { exitCode, stderr } = await runButcher(['run', 'sweep', '--param', param], place);
      assert.equal(exitCode, 2);
      assert.match(stderr, new RegExp(`The parameter ${param.split('=')[0]} `));
    }
  });
});

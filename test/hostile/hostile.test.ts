import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { type HostileCase, readCases, sourceOf } from './hostile-case.ts';
import { assertVerdict, type HostileOutcome, runUnchecked } from './run-hostile.ts';

const secret = `canary-${process.pid}-${Math.random().toString(36).slice(2)}`;

/** An honest job: its result must not depend on what runs beside it. */
const canary = sourceOf('canary', {
  'Split.py': 'def splitter(path):\n    for number in range(200):\n        yield str(number).encode()\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment * 3\n',
  'Merge.py':
    'def merger(result, job):\n    with open("all", "ab") as file:\n        file.write(result + b",")\n',
});
const canaryResult = Array.from({ length: 200 }, (_, number) => `${String(number).repeat(3)},`).join('');

describe('hostile packages', function () {
  this.timeout(120_000);
  let home: string;
  let runtime: DockerRuntime;
  let decoy: Server;
  let cases: HostileCase[];

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-hostile-home-'));
    process.env.BUTCHER_TEST_SECRET = secret;
    decoy = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => decoy.once('listening', resolve));
    const { port } = decoy.address() as { port: number };
    const hosts = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const own = hosts.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
    const places = ['127.0.0.1', ...own].map((host) => [host, port]);
    cases = readCases({ 'decoy.json': JSON.stringify(places) });
    runtime = new DockerRuntime({ home });
  });
  after(async () => {
    delete process.env.BUTCHER_TEST_SECRET;
    decoy.close();
    await runtime.close();
    await rm(home, { recursive: true, force: true });
  });

  it('each get the verdict due, two at a time beside an honest job, and leave nothing', async function () {
    this.timeout(400_000);
    const waiting = [...cases];
    const outcomes = new Map<string, HostileOutcome>();
    const problems: string[] = [];
    let honest = 0;
    const lane = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const outcome = await runUnchecked(runtime, next.source, next.expectation);
        outcomes.set(next.name, outcome);
        try {
          assertVerdict(next, outcome);
        } catch (error) {
          problems.push((error as Error).message);
        }
      }
    };
    let over = false;
    const canaries = async () => {
      while (!over) {
        const { results, report } = await runUnchecked(runtime, canary);
        assert.equal(report.job.failure, null);
        assert.equal(results.get('all')?.toString(), canaryResult);
        honest += 1;
      }
    };
    const beside = canaries();
    await Promise.all([lane(), lane()]);
    over = true;
    await beside;
    assert.deepEqual(problems, []);
    assert.ok(honest > 0);
    assert.deepEqual(await containersOf(home), []);

    const seen = JSON.parse(outcomes.get('looks-around')!.results.get('seen.json')!.toString());
    assert.ok(!JSON.stringify(seen).includes(secret), 'the chief’s environment is visible');
    assert.equal(seen.engine, false);
    assert.match(seen.shadow, /^refused/);
    assert.deepEqual(seen.left, []);
    const reached = JSON.parse(outcomes.get('calls-the-decoy')!.results.get('seen.json')!.toString());
    for (const [place, outcome] of Object.entries(reached)) assert.match(String(outcome), /^refused/, place);
    const left = JSON.parse(outcomes.get('leaves-a-file-for-the-next')!.results.get('seen.json')!.toString());
    assert.deepEqual(left.found, []);
    assert.deepEqual(left.refused, ['/dev/shm/left', '/var/tmp/left', '/app/package/left', '/run/left']);
  });
});

// npm run hostile -- [--rounds N] [--lanes 1,4] [--oci-runtime NAME] [--transport stdio] [--engine swarm]
// [--docker 26.1] [PATTERN]: runs the hostile cases, in each round so many at a time, beside an honest job, and prints
// a table. Run whole, over sockets and segments, it writes docs/hostile.md, or the part that is about a Swarm.
// `--docker 26.1` has a Swarm of Debian 13's Docker, and writes nothing.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { systemClock } from '../src/model/clock.ts';
import { DockerRuntime } from '../src/runtime/docker/docker-runtime.ts';
import type { Runtime } from '../src/runtime/runtime.ts';
import { swarmRuntime } from '../src/runtime/swarm/swarm-runtime.ts';
import { ContainerWitness } from '../test/helpers/container-witness.ts';
import { startSwarm } from '../test/helpers/swarm/start-swarm.ts';
import { Undo } from '../test/helpers/undo.ts';
import { Decoy } from '../test/hostile/decoy.ts';
import { readCases } from '../test/hostile/hostile-case.ts';
import { hostilePage, type Round } from '../test/hostile/hostile-page.ts';
import { runSuite, type SuiteRow } from '../test/hostile/suite.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '1,4' },
    'oci-runtime': { type: 'string', multiple: true },
    transport: { type: 'string', default: 'auto' },
    engine: { type: 'string', default: 'own' },
    docker: { type: 'string', default: '' },
  },
});
if (!['own', 'swarm'].includes(values.engine)) throw new Error('--engine takes own or swarm');
const engine = values.engine as Round['engine'];
if (engine === 'swarm' && (values['oci-runtime'] !== undefined || values.transport !== 'auto'))
  throw new Error('--engine swarm takes neither --oci-runtime nor --transport');
if (!['auto', 'stdio'].includes(values.transport)) throw new Error('--transport takes auto or stdio');
if (engine !== 'swarm' && values.docker !== '') throw new Error('--docker goes with --engine swarm');
const pattern = new RegExp(positionals[0] ?? '');
const registered = JSON.parse((await execa('docker', ['info', '--format', '{{json .Runtimes}}'])).stdout);
const undo = new Undo({ onSignals: true });
const ownRuntimes = values['oci-runtime'] ?? ['runc', ...('runsc' in registered ? ['runsc'] : [])];
const runtimes = engine === 'swarm' ? ['runc'] : ownRuntimes;
if (engine === 'swarm') await joinSwarm();
const decoy = await Decoy.listen();
const rounds: Round[] = [];
const page = new URL('../docs/hostile.md', import.meta.url);
let wrong = 0;

for (const ociRuntime of runtimes) {
  const home = await mkdtemp(join(tmpdir(), 'butcher-hostile-home-'));
  undo.add(() => rm(home, { recursive: true, force: true }));
  const runtime = runtimeOf(home, ociRuntime);
  const cases = readCases(
    { 'decoy.json': JSON.stringify(decoy.places) },
    { ociRuntime, transport: values.transport, engine },
  );
  const chosen = cases.filter(({ name }) => pattern.test(name));
  // Under another runtime, which is slower, one round.
  const most = ociRuntime === 'runc' ? Number(values.rounds) : 1;
  for (let number = 1; number <= most; number += 1) {
    for (const lanes of values.lanes.split(',').map(Number)) {
      const witness = await ContainerWitness.start();
      const onRow = (row: SuiteRow) => console.log(lineOf(row));
      console.log(`${ociRuntime}, round ${number}, ${lanes} at a time`);
      const suite = await runSuite({ runtime, ociRuntime, home, cases: chosen, lanes, witness, onRow });
      const { seen, problems } = await witness.stop();
      const all = [...suite.problems, ...problems];
      const off = suite.rows.filter((row) => problemOf(row) !== null).length;
      wrong += off + all.length;
      for (const problem of all) console.log(`WRONG: ${problem}`);
      const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
      const load = loadavg()[0]!.toFixed(1);
      console.log(
        `${suite.rows.length} cases, ${off} wrong, ${all.length} left or disturbed; ${suite.honest} honest jobs ` +
          `byte-identical; ${seen} containers looked at; peak of the chief ${peakMiB} MiB; load ${load}`,
      );
      rounds.push({
        engine,
        ociRuntime,
        lanes,
        rows: suite.rows,
        honest: suite.honest,
        containers: seen,
        peakMiB,
        wrong: off + all.length,
      });
      if (positionals.length === 0 && values.transport === 'auto' && values.docker === '')
        await writeFile(page, hostilePage(await readFile(page, 'utf8'), rounds));
    }
  }
  await runtime.close();
}
decoy.close();
await undo.all();
process.exitCode = wrong > 0 ? 1 : 0;

/** From now on the engine that everybody here finds is the manager of a Swarm of three machines. */
async function joinSwarm(): Promise<void> {
  const cluster = await startSwarm(values.docker, undo);
  process.env.DOCKER_HOST = `unix://${cluster.manager.socket}`;
}

function runtimeOf(home: string, ociRuntime: string): Runtime {
  const local = new DockerRuntime({
    home,
    ociRuntime: ociRuntime === 'runc' ? null : ociRuntime,
    transport: values.transport === 'stdio' ? 'stdio' : 'auto',
  });
  if (engine === 'own') return local;
  return swarmRuntime({ home, local, clock: systemClock, registry: null, subnet: null, mtu: 1450 });
}

function lineOf(row: SuiteRow): string {
  const right = problemOf(row) ?? 'as due';
  return `  ${row.name.padEnd(42)} ${row.verdict.padEnd(24)} ${row.seconds.toFixed(1).padStart(5)} s  ${right}`;
}

function problemOf({ problem, seconds, mostSeconds }: SuiteRow): string | null {
  if (problem !== null) return `WRONG: ${problem}`;
  return seconds > mostSeconds ? `WRONG: took longer than ${mostSeconds} s` : null;
}

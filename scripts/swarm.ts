// `npm run swarm -- [--engine 26.1] [--tests] [PATTERN]`: runs every sample on a Swarm of three machines, which are
// network namespaces, and compares with plain Python. `--engine 26.1` takes Debian 13's Docker, unpacked beside that of
// this machine; `--tests` then runs the tests of the Swarm on it, too.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { butcherCommand } from '../test/helpers/butcher-command.ts';
import { assertSameTar } from '../test/helpers/compare-tars.ts';
import { packResults, plainResultsTars } from '../test/helpers/plain-python.ts';
import { dockerHomeOf, startSwarm } from '../test/helpers/swarm/start-swarm.ts';
import { Undo } from '../test/helpers/undo.ts';
import { sampleCases } from '../test/integration/sample-cases.ts';
import { libraryCases } from './libraries/cases.ts';
import { pipSettings } from './libraries/pip-settings.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engine: { type: 'string', default: '' }, tests: { type: 'boolean', default: false } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const pattern = new RegExp(positionals[0] ?? '');
const undo = new Undo({ onSignals: true });
const folder = await mkdtemp(join(tmpdir(), 'butcher-samples-'));
undo.add(() => rm(folder, { recursive: true, force: true }));
const home = join(folder, 'home');
const [program, ...butcher] = butcherCommand;

interface Sample {
  readonly package: string;
  readonly dataset: string | null;
}

const plain = sampleCases.filter((sample) => pattern.test(sample.package));
/** Their libraries are installed by this machine's engine, which may have an index of pip. */
const withLibraries = libraryCases
  .filter((one) => one.package.startsWith('samples/') && pattern.test(one.package))
  .map((one) => ({ package: one.package, dataset: one.dataset }));

try {
  const tars = await plainResultsTars(plain.map((one) => ({ ...one, jobName: basename(one.package) })));
  const layers = await Promise.all(withLibraries.map(makeLayer));
  const cluster = await startSwarm(values.engine, undo);
  const { Version } = await cluster.manager.docker.version();
  console.log(`three machines on Docker ${Version}`);
  for (const { image } of layers) await cluster.load(image);
  const env = { DOCKER_HOST: `unix://${cluster.manager.socket}` };
  for (const [index, sample] of plain.entries()) await compare(sample, tars[index]!, env);
  for (const [index, { locked }] of layers.entries()) {
    const expected = join(root, withLibraries[index]!.package, 'expected');
    await compare(locked, await packResults(expected), env);
  }
  console.log(`${plain.length + withLibraries.length} packages equal to plain Python on three machines`);
  await cluster.down();
  if (values.tests) await runTests();
} finally {
  await undo.all();
}

async function compare(sample: Sample, expected: Buffer, env: Readonly<Record<string, string>>) {
  const startedAt = performance.now();
  const out = join(folder, `${basename(sample.package)}.tar`);
  await run(sample, out, ['--engine', 'swarm', '--workers', '3', '--limit', 'cpus=0.5'], env);
  await assertSameTar(await readFile(out), expected, `${sample.package} on three machines`);
  console.log(`${sample.package}: equal, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function run(
  { package: path, dataset }: Sample,
  out: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const data = dataset === null ? [] : ['--data', dataset];
  const all = [...butcher, 'run', path, '--name', basename(path), '--out', out, '--quiet', ...data, ...args];
  await execa(program, all, { cwd: root, env: { BUTCHER_HOME: home, ...env } });
}

/**
 * The image with the libraries of a package, which this machine's engine makes, and the package with a lock: so the
 * machines, which have no index, need nothing but the image.
 */
async function makeLayer(sample: Sample): Promise<{ readonly locked: Sample; readonly image: string }> {
  const name = basename(sample.package);
  const copy = join(folder, 'locked', name);
  await cp(join(root, sample.package), copy, { recursive: true });
  const env = await pipSettings();
  await execa(program, [...butcher, 'lock', copy], { cwd: root, env: { BUTCHER_HOME: home, ...env } });
  const report = join(folder, `${name}.json`);
  const locked = { ...sample, package: copy };
  await run(locked, join(folder, 'locked', `${name}.tar`), ['--report', report], env);
  return { locked, image: JSON.parse(await readFile(report, 'utf8')).job.image };
}

async function runTests(): Promise<void> {
  const dockerHome = await dockerHomeOf(values.engine, undo);
  const tests = ['test/runtime/swarm/swarm-runtime.engine.test.ts'];
  await execa('npx', ['mocha', ...tests], {
    cwd: root,
    stdio: 'inherit',
    env: dockerHome === null ? {} : { BUTCHER_TEST_DOCKER: dockerHome },
  });
}

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process, { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reporter = fileURLToPath(new URL('./counting-reporter.cjs', import.meta.url));
const everyTest = 'test/**/*.test.ts';
/** A test file says by its name that it needs a container engine. Every other one is quick. */
const engineTest = 'test/**/*.engine.test.ts';

/** Tests that measure: nothing else runs meanwhile. */
const measuringTests = [
  'test/bench/**/*.test.ts',
  'test/checks/growth.test.ts',
  'test/chief/content/heavy-package.test.ts',
  'test/http/{event-loop,starvation}.test.ts',
  'test/jobs/work/crew.test.ts',
];

/** A Swarm's tests, which for most of their time wait until machines are given up and are back again. */
const swarmTests = 'test/runtime/swarm/*.engine.test.ts';

/** All tests, each container that they make being watched. */
export const wholeRun = ['--require', 'test/helpers/watch-containers.ts'];
/** The tests that need no container engine; one that asks an engine nevertheless fails the run. */
export const quickRun = ['--require', 'test/helpers/no-engine.ts', '--ignore', engineTest];

/**
 * Runs every test, and resolves with the outcome of each part: first those that measure; then, beside each other, those
 * that need a container engine, those of a Swarm, and those that need none with what `next` runs after them. What the
 * latter two print comes after what the first print.
 */
export async function runEveryTest(next) {
  const measured = await runMocha('tests that measure', wholeRun, measuringTests);
  const ignored = measuringTests.flatMap((files) => ['--ignore', files]);
  const said = [];
  const quietly = { output: 'pipe' };
  const beside = Promise.all([
    runMocha('tests of a Swarm', wholeRun, [swarmTests], quietly),
    (async () => {
      const quick = await runMocha('tests without an engine', [...quickRun, ...ignored], [], quietly);
      return [quick, ...(await next((text) => said.push(`${text}\n`)))];
    })(),
  ]);
  // It is awaited only when the others have ended.
  beside.catch(() => {});
  const engineRun = [...wholeRun, ...ignored, '--ignore', swarmTests];
  const withEngine = await runMocha('tests with an engine', engineRun, [engineTest]);
  const [swarm, others] = await beside;
  process.stdout.write([swarm.printed, others[0].printed, ...said].join(''));
  return [measured, withEngine, swarm, ...others];
}

/**
 * Runs mocha on the tests that `kind` and the person's own arguments leave: all of them, or those that are named.
 * Resolves with its `name`, its exit code, how many tests passed and failed, the titles and errors of the latter, and
 * how many `seconds` each file took; a run that breaks off counts as one that failed. `node` is the program of another
 * Node, which is then the one that tests find, too. With `output: 'pipe'` what it prints is `printed` instead.
 */
export async function runMocha(name, kind, given, { node = execPath, output = 'inherit' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-counts-'));
  const counts = join(folder, 'counts.json');
  const tests = given.some((argument) => !argument.startsWith('-')) ? [] : [everyTest];
  const counting = ['--reporter', reporter, '--reporter-option', `counts=${counts}`];
  try {
    const args = ['node_modules/mocha/bin/mocha.js', ...counting, ...kind, ...given, ...tests];
    const path = node === execPath ? env.PATH : [dirname(node), env.PATH].join(delimiter);
    const { code, printed } = await run(node, args, { output, env: { ...env, PATH: path } });
    const counted = await readFile(counts, 'utf8').then(JSON.parse, () => ({
      passed: 0,
      failed: 1,
      failures: [{ title: name, error: `mocha broke off with exit code ${code}` }],
      seconds: {},
    }));
    return { name, code, printed, ...counted };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a program of the project and resolves with its exit code, also when the person presses Ctrl-C. */
export function run(program, args, { output = 'inherit', env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', output, output], env });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => {
        printed += text;
      });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve({ code: code ?? 1, printed });
    });
  });
}

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
];

/** All tests, each container that they make being watched. */
export const wholeRun = ['--require', 'test/helpers/watch-containers.ts'];
/** The tests that need no container engine; one that asks an engine nevertheless fails the run. */
export const quickRun = ['--require', 'test/helpers/no-engine.ts', '--ignore', engineTest];

/**
 * Runs every test, and resolves with the outcome of each part: first those that measure; then those that need a
 * container engine, which mostly wait for it, beside those that need none, whose output comes after theirs.
 */
export async function runEveryTest() {
  const measured = await runMocha(wholeRun, measuringTests);
  const ignored = measuringTests.flatMap((files) => ['--ignore', files]);
  const quick = runMocha([...quickRun, ...ignored], [], { output: 'pipe' });
  const withEngine = await runMocha([...wholeRun, ...ignored], [engineTest]);
  const withoutEngine = await quick;
  process.stdout.write(withoutEngine.printed);
  return [measured, withEngine, withoutEngine];
}

/**
 * Runs mocha on the tests that `kind` and the person's own arguments leave: all of them, or those that are named.
 * Resolves with its exit code and with how many tests passed and failed; a run that breaks off counts as one that
 * failed. `node` is the program of another Node, which is then the one that tests find, too. With `output: 'pipe'` what
 * it prints is
 * `printed` instead.
 */
export async function runMocha(kind, given, { node = execPath, output = 'inherit' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-counts-'));
  const counts = join(folder, 'counts.json');
  const tests = given.some((argument) => !argument.startsWith('-')) ? [] : [everyTest];
  const counting = ['--reporter', reporter, '--reporter-option', `counts=${counts}`];
  try {
    const args = ['node_modules/mocha/bin/mocha.js', ...counting, ...kind, ...given, ...tests];
    const path = node === execPath ? env.PATH : [dirname(node), env.PATH].join(delimiter);
    const { code, printed } = await run(node, args, { output, env: { ...env, PATH: path } });
    const counted = await readFile(counts, 'utf8').then(JSON.parse, () => ({ passed: 0, failed: 1 }));
    return { code, printed, ...counted };
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

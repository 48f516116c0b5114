// `npm test`: sets everything up, checks types, style and imports, and runs every test. Arguments go to mocha. Ends
// with the line "N passed, N failed", and stops the container engine if this run had to start it.
import { spawn } from 'node:child_process';
import process, { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { stopDockerd } from './setup/dockerd.mjs';
import { ensureTestTools } from './setup/test-tools.mjs';
import { runScript, setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await runScript(async () => {
  let engine = null;
  const onEngineStarted = (pid) => {
    engine = pid;
  };
  try {
    await setUp({ onEngineStarted });
    await ensureTestTools(console.log);
    process.exitCode = (await run('npm', ['run', '--silent', 'check'])) || (await runMocha(argv.slice(2)));
  } finally {
    if (engine !== null) await stopDockerd(engine);
  }
});
exit();

function runMocha(args) {
  const reporter = fileURLToPath(new URL('./setup/counting-reporter.cjs', import.meta.url));
  const tests = args.some((argument) => !argument.startsWith('-')) ? [] : ['test/**/*.test.ts'];
  return run(execPath, ['node_modules/mocha/bin/mocha.js', '--reporter', reporter, ...args, ...tests]);
}

/** Runs a program with our own output and resolves with its exit code, also when the person presses Ctrl-C. */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code ?? 1);
    });
  });
}

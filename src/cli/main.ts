#!/usr/bin/env node
import { exactArguments, exactWorkingDirectory } from '../host/exact-arguments.ts';
import { internalErrorText } from './display/internal-error-text.ts';
import { keepCompiled } from './home/keep-compiled.ts';

keepCompiled(process.env);
const { runCli } = await import('./run-cli.ts');
const outputLost = new AbortController();
let exitCode = 0;
let terminalGone = false;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO') terminalGone = true;
    // An error of the output is no fault where its reader left or the terminal closed; a full disk behind `>` is one.
    else if (error.code !== 'EPIPE' && !outputLost.signal.aborted) {
      exitCode = 1;
      process.stderr.write(`the output cannot be written: ${error.message}\n`);
    }
    outputLost.abort();
  });
}
process.on('uncaughtException', (error) => {
  process.stderr.write(internalErrorText(error));
  process.exit(1);
});

await runCli(exactArguments(process.argv.slice(2)), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: exactWorkingDirectory(),
  outputLost: outputLost.signal,
  setExitCode: (code) => {
    exitCode ||= code;
  },
});
await Promise.all([process.stdout, process.stderr].map(drained));
// On its way out Node would restore the terminal's settings, and crashes where there is no terminal any more.
if (terminalGone) process.kill(process.pid, 'SIGHUP');
process.exit(exitCode);

/** Resolves when all that was written has left the process, or an error told that it cannot. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) setImmediate(resolve);
    else stream.write('', () => resolve());
  });
}

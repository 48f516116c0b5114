#!/usr/bin/env node
import { internalErrorText, runCli } from './run-cli.ts';

const outputLost = new AbortController();
let exitCode = 0;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that left, or a terminal that closed, is no fault; a full disk behind `>` is.
    if (error.code !== 'EPIPE' && error.code !== 'EIO' && !outputLost.signal.aborted) {
      process.exitCode = 1;
      process.stderr.write(`the output cannot be written: ${error.message}\n`);
    }
    outputLost.abort();
  });
}
process.on('uncaughtException', (error) => {
  process.stderr.write(internalErrorText(error));
  process.exit(1);
});

await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  outputLost: outputLost.signal,
  setExitCode: (code) => {
    exitCode = code;
  },
});
await Promise.all([process.stdout, process.stderr].map(drained));
process.exit(exitCode || process.exitCode);

/** Resolves when all that was written has left the process, or nobody takes it any more. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

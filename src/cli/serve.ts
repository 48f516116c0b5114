import { type Command, Option } from 'commander';
import type { CliIo } from './cli-io.ts';
import { type ListenFlag, parseListen } from './serve/listen-flag.ts';

const notes = `
One chief serves a home (BUTCHER_HOME). The first start makes an admin token, prints it once and keeps it readable to
this user alone, so that the commands on this machine need no configuration. Make others with butcher token create.

SIGTERM and Ctrl-C stop it cleanly: what runs is ended so that the next start goes on with it, and it exits with 0. A
second one ends it at once. The log goes to stderr, one JSON object a line.

It speaks plain HTTP: where others than this machine are to reach it, put a server with TLS before it.

Settings are in the configuration file, under "serve": slots, runningJobs, queuedJobs, queuedJobsPerAccount,
quotaBytes, datasetBytes, reserveBytes, memoryBytes,
requestsPerSecond, requestBurst, ociRuntimes, hostNames, policy.

With less than reserveBytes of the disk free (by default 5 %, at least 2 GiB, at most a tenth of it) it takes no uploads,
begins no jobs and ends the biggest writer; /readyz says so, and deleting works. Jobs begin as far as memoryBytes goes, by
default seven eighths of this machine's memory.

Exit codes: 0 stopped, 1 failed, 2 wrong usage, or another chief serves this home.`;

/** `butcher serve`. */
export function registerServe(program: Command, io: CliIo): void {
  program
    .command('serve')
    .summary('run the jobs of others, over HTTP')
    .description('Serves this home: takes packages, data and jobs over HTTP and runs them on this machine.')
    .addOption(
      new Option('--listen <HOST:PORT>', 'address to listen at; port 0 is any free one')
        .argParser(parseListen)
        .default({ host: '127.0.0.1', port: 7878 }, '127.0.0.1:7878'),
    )
    .addHelpText('after', notes)
    .action(async (flags: { readonly listen: ListenFlag }) => {
      const { serveCommand } = await import('./serve/serve-command.ts');
      io.setExitCode(await serveCommand(flags.listen, io));
    });
}

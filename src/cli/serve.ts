import { type Command, Option } from 'commander';
import { allSettings } from '../settings/listed-settings.ts';
import { serveSettings } from '../settings/serve-settings.ts';
import type { CliIo } from './cli-io.ts';
import { itemList } from './display/item-list.ts';
import { parseListen } from './serve/listen-flag.ts';
import type { OpenFlags } from './serve/open-command.ts';
import type { ServeFlags } from './serve/serve-command.ts';
import { unboundedOption } from './unbounded-option.ts';

const notes = `
One chief serves a home (BUTCHER_HOME). The first start makes an admin token and keeps it readable
to this user alone, so that the commands on this machine need no configuration; it is shown once, on
a terminal. Make others with butcher token create.

SIGTERM and Ctrl-C stop it cleanly: what runs is ended so that the next start goes on with it, and
it exits with 0. A second one ends it at once. SIGHUP has it read its configuration again; what
holds only from the next start on is in the log, which goes to stderr, one JSON object a line. At a
terminal SIGHUP means that this closes: it stops, and exits with 1.

With --listen unix:/run/butcher/chief.sock only a server before it on this machine reaches it.
Without --listen it serves at the socket that systemd hands on (LISTEN_FDS), where its .socket unit
does; who connects while it is started again waits.

It speaks plain HTTP: where others than this machine are to reach it, put a server with TLS before it.

Exit codes: 0 stopped, 1 failed, 2 wrong usage, or another chief serves this home.

Settings, under "serve" in the configuration file (docs/settings.md has all of them, with the values
they take):`;

/** `butcher serve`. */
export function registerServe(program: Command, io: CliIo): void {
  program
    .command('serve')
    .description('Serves this home: takes packages, data and jobs over HTTP and runs them on this machine.')
    .addOption(
      new Option('--listen <HOST:PORT>', 'address to listen at, or unix:PATH; port 0 is any free one')
        .argParser(parseListen)
        .default({ host: '127.0.0.1', port: 7878 }, '127.0.0.1:7878'),
    )
    .addOption(unboundedOption())
    .option(
      '--check',
      'only see whether the configuration and the home can be used, and tell where the engine runs no job',
    )
    .addHelpText('after', ({ command }) => `${notes}\n${settingsList(command)}`)
    .action(async (flags: Omit<ServeFlags, 'chosen'>, command: Command) => {
      const { serveCommand } = await import('./serve/serve-command.ts');
      const chosen = command.getOptionValueSource('listen') !== 'default';
      io.setExitCode(await serveCommand({ ...flags, chosen }, io));
    });
}

/** `butcher open`. */
export function registerOpen(program: Command, io: CliIo): void {
  program
    .command('open')
    .description('Opens the page of the chief that serves this home, signed in.')
    .option('--account <ACCOUNT>', 'sign in as this account (default: admin)')
    .option('--print', 'only print the link, and open nothing')
    .addHelpText(
      'after',
      '\nThe link works once and for a minute; who follows it stays signed in for 12 hours, or until the tab is closed.',
    )
    .action(async (flags: OpenFlags) => {
      io.setExitCode(await (await import('./serve/open-command.ts')).openCommand(flags, io));
    });
}

function settingsList(command: Command): string {
  const items = allSettings(serveSettings).map(
    ({ path, setting: { meaning, shownDefault } }) =>
      [path, `${meaning} (default: ${shownDefault})`] as const,
  );
  return itemList(items, command);
}

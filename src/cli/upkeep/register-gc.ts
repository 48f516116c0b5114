import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import type { GcFlags } from './gc-command.ts';

const notes = `
The chief does this by itself every hour; serve.retention in its configuration says after how long
what goes. Jobs that have not ended stay, and so do packages and datasets of jobs that are still
there.`;

/** `butcher gc`. */
export function registerGc(program: Command, io: CliIo): void {
  program
    .command('gc')
    .description('Has the chief of this home remove what has been kept long enough.')
    .option('--dry-run', 'only show what would go')
    .option('--json', 'print one JSON object for each thing')
    .addHelpText('after', notes)
    .action(async (flags: GcFlags) => (await import('./gc-command.ts')).gcCommand(flags, io));
}

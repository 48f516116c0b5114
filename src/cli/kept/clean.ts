import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import type { CleanFlags } from './clean-command.ts';

/** `butcher clean`. */
export function registerClean(program: Command, io: CliIo): void {
  program
    .command('clean')
    .description(
      'Removes what `butcher run` keeps of jobs on this machine: they cannot be resumed or replayed any more. One that runs is never removed. Results that were handed over stay where they are.',
    )
    .argument('[JOB...]', 'ids of jobs, the beginnings of them, or names (the newest of each)')
    .option('--all', 'all jobs that do not run, but for those whose results still wait for their place')
    .option('--json', 'print one JSON object for each job removed')
    .addHelpText(
      'after',
      `
Nothing asks back, so name what is to go, or say --all; \`butcher jobs --local\` lists what there
is. What is kept for longer than 14 days goes by itself.

Exit codes: 0 removed, 1 one of them runs or could not be removed, 2 wrong usage.

Examples:
  butcher clean k7qmabcd
  butcher clean --all`,
    )
    .action(async (texts: readonly string[], flags: CleanFlags) => {
      await (await import('./clean-command.ts')).cleanCommand(texts, flags, io);
    });
}

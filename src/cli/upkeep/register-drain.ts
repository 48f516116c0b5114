import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import type { DrainFlags } from './drain-command.ts';

const notes = `
What runs goes on to its end, what waits is begun afterwards, and authors are told the reason. It
holds until --off or until the chief is started again. With --wait the command ends when nothing
runs any more: then is the time to upgrade.

Exit codes: 0 done, 1 refused, 4 no chief, 130 interrupted; interrupting --wait leaves the chief drained.`;

/** `butcher drain`. */
export function registerDrain(program: Command, io: CliIo): void {
  program
    .command('drain')
    .description('Has the chief of this home begin no job any more, and take nothing new.')
    .option('--reason <TEXT>', 'told to authors; a blank one is none')
    .option('--wait', 'wait until no job runs')
    .option('--off', 'begin jobs and take things again')
    .addHelpText('after', notes)
    .action(async (flags: DrainFlags) => (await import('./drain-command.ts')).drainCommand(flags, io));
}

import type { Command } from 'commander';
import type { CliIo } from './cli-io.ts';

const notes = `
Every line is ok, warn (jobs run, but something is missing) or fail (jobs do not run), with what to do.
Exit codes: 0 jobs can run, 4 they cannot.`;

/** `butcher doctor`. */
export function registerDoctor(program: Command, io: CliIo): void {
  program
    .command('doctor')
    .description(
      'Looks at everything that jobs need of this machine and says what to do where something is missing.',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', notes)
    .action(async (flags: { readonly json?: true }) => {
      const { doctorCommand } = await import('./doctor/doctor-command.ts');
      io.setExitCode(await doctorCommand(flags, io));
    });
}

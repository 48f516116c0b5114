import { type Command, Option } from 'commander';
import type { CliIo } from './cli-io.ts';
import type { ReplayFlags } from './replay/replay-command.ts';
import { unboundedOption } from './unbounded-option.ts';

const notes = `
A fragment that failed is kept with its job: its bytes, what the processor said and why it failed.
FRAGMENT names it as JOB:NUMBER, or by the folder that the failure told. With the name of the job
alone, the command lists what is kept of it.

A bundle from elsewhere, such as the tar that \`butcher fragments JOB --bundle N\` fetches from a chief,
or the folder it was unpacked to, is named by its path and needs --package PATH: the code is yours, from
there, and only the fragment's bytes, limits and parameters are the bundle's. Limits of this machine may
be tighter, and the parameters have to be such as the package declares.

The fragment runs in the same sandbox under the same limits, with the package as the job had it, or
with another one given by --package. Nothing about the job changes.

The sandbox is docker's unless --runtime process is given, whatever the job ran with. Then it runs
in the foreground without any isolation: breakpoint() works in the processor, and at a terminal an
exception ends in Python's debugger: Ctrl-C there is for the code, and SIGTERM ends the command.

Examples:
  butcher replay k7qm
  butcher replay k7qm:1042
  butcher replay k7qm:1042 --package wordcount
  butcher replay k7qm:1042 --runtime process
  butcher replay k7qm-1042.tar --package wordcount

Exit codes: 0 it succeeds now, 1 it fails, 2 wrong usage, 4 no engine, 130 interrupted.`;

/** `butcher replay FRAGMENT`. */
export function registerReplay(program: Command, io: CliIo): void {
  program
    .command('replay')
    .description('Runs a fragment that failed once more, in the same sandbox, and tells what becomes of it.')
    .argument(
      '<FRAGMENT>',
      'JOB:NUMBER, or the folder or tar where the fragment is kept; JOB alone lists them',
    )
    .option(
      '--package <PATH>',
      'use this package instead of the one that the job had; for a bundle from elsewhere it is needed',
    )
    .option('--out <FILE>', 'write the result there')
    .addOption(
      new Option('--runtime <docker|process>', 'process: in the foreground, with NO isolation').choices([
        'docker',
        'process',
      ]),
    )
    .addOption(unboundedOption())
    .addHelpText('after', notes)
    .action(async (fragment: string, flags: ReplayFlags) => {
      const { replayCommand } = await import('./replay/replay-command.ts');
      io.setExitCode(await replayCommand(fragment, flags, io));
    });
}

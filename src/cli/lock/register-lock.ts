import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import { limitOption } from '../limit-option.ts';
import { unboundedOption } from '../unbounded-option.ts';
import { UsageError } from '../usage-error.ts';
import type { LockFlags } from './lock-command.ts';

const notes = `
PATH is the folder of a package. What its requirements.txt asks for is found and installed as before
a job, and every library that came of it is written into requirements.lock, with its version and the
hash of its wheel. From then on these are installed, whatever newer ones there are, and where they
are installed already nothing is asked for. A lock that is there is written anew; a requirements.txt
that does not fit it is refused until then.

Examples:
  butcher lock wordcount
  butcher lock wordcount && butcher run wordcount --data corpus.txt

Exit codes: 0 done, 1 cannot be installed, 2 wrong usage, 4 no engine, 130 interrupted.`;

/** `butcher lock PATH`. */
export function registerLock(program: Command, io: CliIo): void {
  program
    .command('lock')
    .description('Writes down which libraries exactly a package runs with: requirements.lock.')
    .argument('<DIR>', 'the folder of the package')
    .addOption(limitOption())
    .addOption(unboundedOption())
    .option('--quiet', 'print only failures')
    .addHelpText('after', notes.replaceAll('PATH', 'DIR'))
    .action(async (path: string, flags: LockFlags) => {
      if (path === '') throw new UsageError('DIR is empty.');
      const { lockCommand } = await import('./lock-command.ts');
      io.setExitCode(await lockCommand(path, flags, io));
    });
}

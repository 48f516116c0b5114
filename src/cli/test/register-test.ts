import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliIo } from '../cli-io.ts';
import { limitOption } from '../limit-option.ts';
import { paramOption } from '../run/param-option.ts';
import { parseData } from '../run/run-flags.ts';
import { ociRuntimeOption, runtimeOption } from '../run/runtime-options.ts';
import { unboundedOption } from '../unbounded-option.ts';
import { UsageError } from '../usage-error.ts';
import type { TestFlags } from './test-command.ts';

const usualFragments = 3;
const mostFragments = 10_000;

const notes = `
PATH is a package, as butcher run takes it, and --data what it would run over. The first fragments go through
all three files, with one worker, as in a job of their own: checked first, in the same sandbox, under the
same limits. Shown are each fragment, its result, and the files that the merger made of them; nothing is
written but what --out asks for. A fragment that fails is kept, to be replayed.

The splitter is asked for one fragment more than are wanted, to see whether there is one. Where there is, and
the splitter reads its data from a file bit by bit, an estimate says how many fragments there may be in all.

Examples:
  butcher test wordcount --data corpus.txt
  butcher test wordcount --data corpus.txt --fragments 20 --out counts

Exit codes: 0 done, 1 the job failed, 2 wrong usage, 3 package refused, 4 no engine, 130 interrupted.`;

/** `butcher test PATH`. */
export function registerTest(program: Command, io: CliIo): void {
  program
    .command('test')
    .description('Runs the first fragments of a job through all three files, and shows what becomes of each.')
    .argument('<PATH>', 'the package: a folder or an archive')
    .option(
      '--data <FILE|DIR>',
      'the dataset; user code can read it and nothing else of this machine',
      parseData,
    )
    .addOption(
      new Option('--fragments <N>', 'how many')
        .argParser(fragmentsUpTo(mostFragments))
        .default(usualFragments),
    )
    .option('--out <DIR|FILE.tar[.gz]>', 'where the results go (default: nowhere)')
    .option('--strict-results', 'no fragments, or no file of results, is a failure')
    .addOption(limitOption())
    .addOption(paramOption())
    .addOption(runtimeOption())
    .addOption(ociRuntimeOption())
    .addOption(unboundedOption())
    .option('--processor <FILE>', "use this file as the package's Processor.py")
    .option('--json', 'print events, fragments and the estimate as lines of JSON, the report last')
    .option('--quiet', 'print only warnings and failures')
    .addHelpText('after', notes)
    .action(async (path: string, flags: TestFlags) => {
      if (path === '') throw new UsageError('PATH is empty.');
      const { testCommand } = await import('./test-command.ts');
      io.setExitCode(await testCommand(path, flags, io));
    });
}

/** Reads a number of fragments; throws what the parser of arguments tells. */
export function fragmentsUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
    if (value < 1 || value > most)
      throw new InvalidArgumentError(`It takes a whole number from 1 to ${most}.`);
    return value;
  };
}

import { type Command, Option } from 'commander';
import type { CliIo } from './cli-io.ts';
import { limitOption } from './limit-option.ts';
import { paramOption } from './run/param-option.ts';
import {
  parseData,
  parseMaxFailed,
  parseName,
  parseRetries,
  parseWorkers,
  type RunFlags,
} from './run/run-flags.ts';
import { engineOption, ociRuntimeOption, runtimeOption } from './run/runtime-options.ts';
import { unboundedOption } from './unbounded-option.ts';
import { UsageError } from './usage-error.ts';

const notes = `
PATH is a package: a folder or a .tar, .tar.gz, .tgz or .zip with Split.py, Processor.py and Merge.py.
It is checked first and refused, with reasons, where it breaks the rules.

Results go to NAME.tar in the current folder unless --out says otherwise. --out names a tar where it
ends in .tar, .tar.gz or .tgz, and a folder otherwise. Nothing is overwritten: it must not exist yet,
or be empty and no mount point. Folders above it that are missing are made, and so are those above the
files of --report, --provenance and --fragment-digests.

Ctrl-C stops the job cleanly and keeps what it has; a second Ctrl-C ends the command at once.

Examples:
  butcher run wordcount --data corpus.txt
  butcher run wordcount --data corpus.txt --out counts --workers 4
  butcher run wordcount --data corpus/ --limit memory=1GiB --limit fragmentSeconds=10m
  butcher run wordcount --data corpus.txt --param longest=12 --param 'stop=["a", "the"]'
  butcher run wordcount --data corpus/ --on-error skip --max-failed 1% --report report.json
  butcher run wordcount --data corpus/ --engine swarm --workers 40

Exit codes: 0 done, 1 the job failed, 2 wrong usage, 3 package refused, 4 no engine, 130 interrupted.
The limits are described in docs/limits.md, the failure codes in docs/failures.md.`;

/** `butcher run PATH`. */
export function registerRun(program: Command, io: CliIo): void {
  program
    .command('run')
    .description(
      'Runs a package over a dataset, each piece of its code in a sandbox, and hands back the results.',
    )
    .argument('<PATH>', 'the package: a folder or an archive')
    .option(
      '--data <FILE|DIR>',
      'the dataset; user code can read it and nothing else of this machine',
      parseData,
    )
    .addOption(new Option('--name <NAME>', "name of the job (default: the package's)").argParser(parseName))
    .addOption(
      new Option('--workers <N>', 'workers side by side (default: one per core)').argParser(parseWorkers),
    )
    .option('--out <DIR|FILE.tar[.gz]>', 'where the results go (default: ./NAME.tar)')
    .option('--unordered', 'merge results as they arrive instead of in the order of their fragments')
    .option('--no-resume', 'keep no results for resuming: faster, but an interrupted job begins anew')
    .addOption(
      new Option('--retries <N>', 'tries of a fragment after its first was lost with its sandbox')
        .argParser(parseRetries)
        .default(2),
    )
    .addOption(
      new Option('--on-error <fail|skip>', 'when a fragment fails: end the job, or leave the fragment out')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .addOption(
      new Option('--max-failed <N|P%>', 'with skip: end the job when more fragments fail').argParser(
        parseMaxFailed,
      ),
    )
    .option('--strict-results', 'no fragments, or no file of results, is a failure')
    .addOption(limitOption())
    .addOption(paramOption())
    .addOption(runtimeOption())
    .addOption(engineOption())
    .addOption(ociRuntimeOption())
    .addOption(unboundedOption())
    .option('--processor <FILE>', "use this file as the package's Processor.py")
    .option('--report <FILE>', 'write the job report there, as JSON')
    .option(
      '--provenance <FILE>',
      'write what the results were made of and how, signed; see `butcher verify`',
    )
    .option(
      '--fragment-digests <FILE>',
      "with --provenance: write the digest of each fragment's result there",
    )
    .option('--json', 'print events as lines of JSON, the report last')
    .option('--quiet', 'print only warnings and failures')
    .addHelpText('after', notes)
    .action(async (path: string, flags: RunFlags) => {
      if (path === '') throw new UsageError('PATH is empty.');
      const { runCommand } = await import('./run/run-command.ts');
      io.setExitCode(await runCommand(path, flags, io));
    });
}

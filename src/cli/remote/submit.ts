import { type Command, Option } from 'commander';
import { mostFirstFragments } from '../../model/job-limits.ts';
import type { CliIo } from '../cli-io.ts';
import { limitOption } from '../limit-option.ts';
import { paramOption } from '../run/param-option.ts';
import { parseData, parseMaxFailed, parseName, parseRetries, parseWorkers } from '../run/run-flags.ts';
import { ociRuntimeOption } from '../run/runtime-options.ts';
import { fragmentsUpTo } from '../test/register-test.ts';
import type { SubmitFlags } from './submit/submit-command.ts';
import { whichChief } from './which-chief.ts';

const notes = `
PACKAGE is a folder or archive of this machine, which is uploaded unless the chief has it; or the digest,
the beginning of it or the name of a package that the chief has. --data takes a file or folder, which is
uploaded, or the id or name of a dataset that the chief has. Options that are not given are the chief's
and the package's to decide.

The id of the job is printed. With --wait the job is shown as butcher run does, until it has ended;
Ctrl-C then ends the waiting and not the job. --out fetches the results as butcher results does.

Examples:
  butcher submit wordcount --data corpus.txt --wait --out counts
  butcher submit sha256:0f3a --data 3b241101 --name again
  butcher submit wordcount --data corpus.txt --first-fragments 3 --wait
${whichChief}
Exit codes: 0 submitted (with --wait: done), 1 the job failed, 2 wrong usage, 3 package refused, 4 no chief
answers, 130 interrupted.`;

/** `butcher submit PACKAGE`. */
export function registerSubmit(program: Command, io: CliIo): void {
  program
    .command('submit')
    .description('Puts a job in the queue of a chief, after uploading what the chief does not have.')
    .argument('<PACKAGE>', 'a folder or archive, or a package that the chief has')
    .option('--data <PATH|ID>', 'the dataset: of this machine, or one that the chief has', parseData)
    .addOption(new Option('--name <NAME>', "name of the job (default: the package's)").argParser(parseName))
    .addOption(new Option('--workers <N>', 'workers side by side, at most').argParser(parseWorkers))
    .option('--unordered', 'merge results as they arrive instead of in the order of their fragments')
    .option('--no-resume', 'keep no results for resuming: faster, but an interrupted job begins anew')
    .addOption(
      new Option(
        '--retries <N>',
        'tries of a fragment after its first was lost with its sandbox (default: 2)',
      ).argParser(parseRetries),
    )
    .addOption(
      new Option(
        '--on-error <fail|skip>',
        'when a fragment fails: end the job, or leave the fragment out (default: fail)',
      ).choices(['fail', 'skip']),
    )
    .addOption(
      new Option('--max-failed <N|P%>', 'with skip: end the job when more fragments fail').argParser(
        parseMaxFailed,
      ),
    )
    .addOption(
      new Option(
        '--first-fragments <N>',
        'test only the first fragments, as butcher test does: no results are kept',
      ).argParser(fragmentsUpTo(mostFirstFragments)),
    )
    .option('--strict-results', 'no fragments, or no file of results, is a failure')
    .option('--fragment-digests', "have the digest of each fragment's result kept, for `butcher results`")
    .addOption(limitOption())
    .addOption(paramOption())
    .addOption(ociRuntimeOption())
    .option('--processor <FILE>', "use this file as the package's Processor.py")
    .option('--wait', 'show the job until it has ended')
    .option('--out <DIR|FILE.tar[.gz]>', 'with --wait: fetch the results to there')
    .option('--report <FILE>', 'with --wait: write the job report there, as JSON')
    .option('--json', 'print JSON: the job, or with --wait events as lines, the report last')
    .option('--quiet', 'print only the id, or with --wait only warnings and failures')
    .addHelpText('after', notes)
    .action(async (wanted: string, flags: SubmitFlags) => {
      await (await import('./submit/submit-command.ts')).submitCommand(wanted, flags, io);
    });
}

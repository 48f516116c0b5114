import { type Command, Option } from 'commander';
import type { CliIo } from './cli-io.ts';
import type { ResumeRemoteFlags } from './remote/jobs/resume-remote-command.ts';
import type { ResumeFlags } from './resume/resume-command.ts';
import { engineOption } from './run/runtime-options.ts';
import { unboundedOption } from './unbounded-option.ts';
import { UsageError } from './usage-error.ts';

const notes = `
JOB is the id of a job that was stopped, failed or lost its chief; the beginning of the id, or the
job's name, will do where they mean one job only.

Everything is as the job began it: data, parameters, limits, workers, --out, --report and --provenance;
only --runtime process and --engine swarm have to be said again. --provenance may also be asked for now:
it tells of all runs of the job. The job is one of this machine's own home: a folder that somebody sent
is not gone on with. What was processed is not processed again, and the results are those of a run that
nothing interrupted. A job goes on only with the package, data and sandbox image that it began with;
butcher says which of them has changed.

With --package it goes on with mended code. What was processed stays where nothing that Split.py and
Processor.py load has changed: a mended Merge.py merges it anew, from the first result on. A changed
splitter keeps the results of those fragments that it yields as they were. When the processor, or a file
that it may read, has changed, everything is processed again, unless --keep-results says otherwise.
The package has to take the parameters that the job began with; those it adds have their defaults.

Examples:
  butcher resume k7qm
  butcher resume wordcount --out elsewhere.tar
  butcher resume k7qm --package ./wordcount
  butcher resume wordcount --chief --wait
  butcher resume wordcount --chief --package ./wordcount --wait

With --chief the job is one that a chief ran and that failed or was cancelled there: it takes its place
in the chief's queue again. --wait shows it until it has ended, --out fetches the results then.
--package sends the mended package there; it may also be the digest or name of one that the chief has.

Exit codes: 0 done, 1 the job failed, 2 wrong usage or something has changed, 3 the mended package is
refused, 4 no engine, 130 interrupted.`;

/** `butcher resume JOB`. */
export function registerResume(program: Command, io: CliIo): void {
  program
    .command('resume')
    .description(
      'Goes on with a job where it was when it was stopped, failed or lost its chief, also with mended code.',
    )
    .argument('<JOB>', 'id of the job, the beginning of it, or its name (the newest of that name)')
    .option('--out <DIR|FILE.tar[.gz]>', 'where the results go (default: where the job began with)')
    .option('--package <PATH>', 'go on with this package: mended code, in place of the one that the job has')
    .option('--keep-results', 'with --package: keep what was processed although the processor has changed')
    .option('--provenance <FILE>', 'write what the results were made of, signed, as `butcher run` does')
    .option('--fragment-digests <FILE>', "with it: the digest of each fragment's result")
    .option('--strict-results', 'no fragments, or no file of results, is a failure')
    .addOption(unboundedOption())
    .addOption(
      new Option(
        '--runtime <docker|process>',
        'process: with NO isolation; needs saying again (default: docker)',
      ).choices(['docker', 'process']),
    )
    .addOption(engineOption())
    .option('--chief', 'the job is one of a chief')
    .option('--wait', 'with --chief: show the job until it has ended; the exit code is then that of the job')
    .option('--json', 'print events as lines of JSON, the report last')
    .option('--quiet', 'print only warnings and failures')
    .addHelpText('after', notes)
    .action(async (job: string, flags: ResumeFlags & ResumeRemoteFlags & { readonly chief?: true }) => {
      if (flags.chief === true) {
        if (flags.strictResults === true)
          throw new UsageError(
            '--strict-results is one of the options that a job of a chief keeps: give it to submit.',
          );
        if (flags.fragmentDigests !== undefined)
          throw new UsageError(
            '--fragment-digests is one of the options that a job of a chief keeps: give it to submit.',
          );
        if (flags.provenance !== undefined)
          throw new UsageError(
            'A chief signs for each job that is done: fetch that with `butcher results JOB --provenance FILE`.',
          );
        if (flags.runtime !== undefined)
          throw new UsageError('--runtime has no meaning with --chief: the chief decides that.');
        const { resumeRemoteCommand } = await import('./remote/jobs/resume-remote-command.ts');
        await resumeRemoteCommand(job, flags, io);
        return;
      }
      if (flags.wait === true) throw new UsageError('--wait has a meaning only with --chief.');
      const { resumeCommand } = await import('./resume/resume-command.ts');
      io.setExitCode(await resumeCommand(job, flags, io));
    });
}

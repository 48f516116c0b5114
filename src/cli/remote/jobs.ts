import { type Command, InvalidArgumentError, Option } from 'commander';
import { jobStates } from '../../model/job-report.ts';
import type { CliIo } from '../cli-io.ts';
import { isJobState } from './job-states.ts';
import type { CancelFlags } from './jobs/cancel-command.ts';
import type { FragmentsFlags } from './jobs/fragments-command.ts';
import type { JobsFlags } from './jobs/jobs-command.ts';
import type { LogsFlags } from './jobs/logs-command.ts';
import type { StatusFlags } from './jobs/status-command.ts';
import type { ResultsFlags } from './results/results-command.ts';
import { whichChief } from './which-chief.ts';

const job = 'id of the job, the beginning of it, or its name (the newest of that name)';

/** `butcher jobs`. */
export function registerJobs(program: Command, io: CliIo): void {
  program
    .command('jobs')
    .description(
      'Lists the jobs of this account on a chief, newest first; where no chief is named and none serves the home, the jobs that `butcher run` keeps on this machine.',
    )
    .option('--local', "this machine's own jobs, whatever chief there is")
    .addOption(
      new Option('--state <STATE,…>', 'only jobs in these states, such as queued,running').argParser(states),
    )
    .addOption(new Option('--limit <N>', 'how many, at most').argParser(wholeNumber).default(50))
    .option('--json', 'print one JSON object per job')
    .addHelpText('after', whichChief)
    .action(async (flags: JobsFlags) => {
      await (await import('./jobs/jobs-command.ts')).jobsCommand(flags, io);
    });
}

/** `butcher status JOB`. */
export function registerStatus(program: Command, io: CliIo): void {
  program
    .command('status')
    .description('Shows how a job of a chief goes, or with --wait stays with it until it has ended.')
    .argument('<JOB>', job)
    .option('--wait', 'show the job until it has ended; the exit code is then that of the job')
    .option('--out <DIR|FILE.tar[.gz]>', 'with --wait: fetch the results to there')
    .option('--json', 'print JSON: the job, or with --wait events as lines, the report last')
    .option('--quiet', 'with --wait: print only warnings and failures')
    .addHelpText('after', whichChief)
    .action(async (text: string, flags: StatusFlags) => {
      await (await import('./jobs/status-command.ts')).statusCommand(text, flags, io);
    });
}

/** `butcher logs JOB`. */
export function registerLogs(program: Command, io: CliIo): void {
  program
    .command('logs')
    .description("Prints what a job's code printed, as far as the chief kept it.")
    .argument('<JOB>', job)
    .option('-f, --follow', 'begin with the latest lines, and go on until the job has ended')
    .addOption(new Option('--tail <N>', 'only the last N lines, at most 1000').argParser(wholeNumber))
    .addOption(new Option('--fragment <N>', 'only lines printed on this fragment').argParser(wholeNumber))
    .addOption(new Option('--worker <N>', 'only lines of this worker').argParser(wholeNumber))
    .addOption(
      new Option('--role <ROLE>', 'only lines of this role').choices(['splitter', 'worker', 'merger']),
    )
    .addOption(new Option('--stream <STREAM>', 'only what was printed there').choices(['stdout', 'stderr']))
    .option('--text <TEXT>', 'only lines with this text in them, capitals or not')
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', whichChief)
    .action(async (text: string, flags: LogsFlags) => {
      await (await import('./jobs/logs-command.ts')).logsCommand(text, flags, io);
    });
}

/** `butcher results JOB`. */
export function registerResults(program: Command, io: CliIo): void {
  program
    .command('results')
    .description('Fetches the results of a job that is done, and checks that they came whole.')
    .argument('<JOB>', job)
    .option('--out <DIR|FILE.tar[.gz]>', 'where the results go (default: ./NAME.tar)')
    .option('--provenance <FILE>', 'write what the chief signed about them there; see `butcher verify`')
    .option(
      '--fragment-digests <FILE>',
      "with it: the digest of each fragment's result, where the job was submitted with that option",
    )
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print only failures')
    .addHelpText(
      'after',
      `\nNothing is overwritten. A download that broke off, or was stopped, goes on where it was.\n${whichChief}`,
    )
    .action(async (text: string, flags: ResultsFlags) => {
      await (await import('./results/results-command.ts')).resultsCommand(text, flags, io);
    });
}

/** `butcher cancel JOB`. */
export function registerCancel(program: Command, io: CliIo): void {
  program
    .command('cancel')
    .description('Ends a job and returns when nothing of it runs any more.')
    .argument('<JOB>', job)
    .option('--reason <TEXT>', 'why, for the one whose job it is')
    .option('--json', 'print the job as JSON')
    .addHelpText('after', whichChief)
    .action(async (text: string, flags: CancelFlags) => {
      await (await import('./jobs/cancel-command.ts')).cancelCommand(text, flags, io);
    });
}

/** `butcher fragments JOB`. */
export function registerFragments(program: Command, io: CliIo): void {
  program
    .command('fragments')
    .description('Lists the fragments of a job that are out of tries, and why.')
    .argument('<JOB>', job)
    .addOption(
      new Option('--state <failed|skipped>', 'only those that ended the job, or that it left out').choices([
        'failed',
        'skipped',
      ]),
    )
    .addOption(
      new Option('--bundle <N>', 'fetch the replay bundle of fragment N instead').argParser(wholeNumber),
    )
    .option('--out <FILE.tar>', 'with --bundle: where it goes (default: ./JOB-N.tar)')
    .option('--json', 'print one JSON object per fragment')
    .addHelpText(
      'after',
      `\nA bundle holds the fragment's bytes, the job's limits and what went wrong, and no code. Run it here by:\n  butcher replay JOB-N.tar --package PATH\n${whichChief}`,
    )
    .action(async (text: string, flags: FragmentsFlags) => {
      await (await import('./jobs/fragments-command.ts')).fragmentsCommand(text, flags, io);
    });
}

/** `butcher delete WHAT`. */
export function registerDelete(program: Command, io: CliIo): void {
  program
    .command('delete')
    .description('Deletes what a chief keeps for this account: with a job also its results.')
    .argument('<JOB|DIGEST|DATASET>', 'id of a job or dataset, or digest of a package, in full')
    .addHelpText('after', whichChief)
    .action(async (text: string) => {
      await (await import('./jobs/delete-command.ts')).deleteCommand(text, io);
    });
}

function states(text: string): string {
  const given = text.split(',').map((state) => state.trim());
  if (given.every(isJobState)) return given.join(',');
  throw new InvalidArgumentError(`The states are ${jobStates.join(', ')}.`);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text.trim())) return Number(text);
  throw new InvalidArgumentError('It takes a whole number of at least 1.');
}

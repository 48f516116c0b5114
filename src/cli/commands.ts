import type { Command } from 'commander';
import type { CliIo } from './cli-io.ts';

export type Register = (program: Command, io: CliIo) => void;

export interface CommandEntry {
  /** For lists of commands, which need not load them then. */
  readonly summary: string;
  /** Loads the command's options and help; the modules that do its work are loaded only when it is called. */
  readonly load: () => Promise<Register>;
}

/** Every command by its name, in the order in which they are listed. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: 'run a package over a dataset and hand back the results',
    load: async () => (await import('./run.ts')).registerRun,
  },
  test: {
    summary: 'run the first fragments of a job, and show what becomes of them',
    load: async () => (await import('./test/register-test.ts')).registerTest,
  },
  resume: {
    summary: 'go on with a job that was interrupted',
    load: async () => (await import('./resume.ts')).registerResume,
  },
  replay: {
    summary: 'run a fragment that failed once more',
    load: async () => (await import('./replay.ts')).registerReplay,
  },
  verify: {
    summary: 'check that results are what a signed provenance says',
    load: async () => (await import('./verify/register-verify.ts')).registerVerify,
  },
  key: {
    summary: 'print the public key with which provenance is signed',
    load: async () => (await import('./verify/register-verify.ts')).registerKey,
  },
  validate: {
    summary: 'check a package against the rules, without running it',
    load: async () => (await import('./validate.ts')).registerValidate,
  },
  lock: {
    summary: 'write down which libraries exactly a package runs with',
    load: async () => (await import('./lock/register-lock.ts')).registerLock,
  },
  init: {
    summary: 'make a package to begin with',
    load: async () => (await import('./init.ts')).registerInit,
  },
  guide: {
    summary: 'print how a package has to be written, to read or to hand to a chat assistant',
    load: async () => (await import('./guide.ts')).registerGuide,
  },
  serve: {
    summary: 'run the jobs of others, over HTTP',
    load: async () => (await import('./serve.ts')).registerServe,
  },
  open: {
    summary: 'open the page of the chief of this home',
    load: async () => (await import('./serve.ts')).registerOpen,
  },
  token: {
    summary: 'give and take access to the chief of this home',
    load: async () => (await import('./token.ts')).registerToken,
  },
  account: {
    summary: 'see to the accounts of the chief of this home',
    load: async () => (await import('./account.ts')).registerAccount,
  },
  drain: {
    summary: 'have the chief of this home begin no job any more',
    load: async () => (await import('./upkeep/register-drain.ts')).registerDrain,
  },
  backup: {
    summary: 'write all that the chief of this home has to a file',
    load: async () => (await import('./upkeep/register-backup.ts')).registerBackup,
  },
  restore: {
    summary: 'make the home of a chief from a backup',
    load: async () => (await import('./upkeep/register-backup.ts')).registerRestore,
  },
  gc: {
    summary: 'have the chief of this home remove what has been kept long enough',
    load: async () => (await import('./upkeep/register-gc.ts')).registerGc,
  },
  upload: {
    summary: 'give a package to a chief, which checks and keeps it',
    load: async () => (await import('./remote/upload.ts')).registerUpload,
  },
  data: {
    summary: 'give a dataset to a chief, which keeps it',
    load: async () => (await import('./remote/upload.ts')).registerData,
  },
  submit: {
    summary: 'run a package on a chief',
    load: async () => (await import('./remote/submit.ts')).registerSubmit,
  },
  jobs: {
    summary: "list a chief's jobs, or this machine's own",
    load: async () => (await import('./remote/jobs.ts')).registerJobs,
  },
  status: {
    summary: 'see how a job of a chief goes',
    load: async () => (await import('./remote/jobs.ts')).registerStatus,
  },
  logs: {
    summary: 'read what the code of a job printed',
    load: async () => (await import('./remote/jobs.ts')).registerLogs,
  },
  results: {
    summary: 'fetch the results of a job',
    load: async () => (await import('./remote/jobs.ts')).registerResults,
  },
  fragments: {
    summary: 'list the fragments of a job that failed',
    load: async () => (await import('./remote/jobs.ts')).registerFragments,
  },
  cancel: {
    summary: 'end a job of a chief before its time',
    load: async () => (await import('./remote/jobs.ts')).registerCancel,
  },
  delete: {
    summary: 'delete a job that has ended, a package or a dataset of a chief',
    load: async () => (await import('./remote/jobs.ts')).registerDelete,
  },
  webhook: {
    summary: 'have a chief tell a URL of yours when jobs end',
    load: async () => (await import('./webhook/register-webhook.ts')).registerWebhook,
  },
  clean: {
    summary: "remove this machine's own jobs",
    load: async () => (await import('./kept/clean.ts')).registerClean,
  },
  nodes: {
    summary: 'show the machines that jobs can have workers on',
    load: async () => (await import('./nodes/register-nodes.ts')).registerNodes,
  },
  doctor: {
    summary: 'see whether this machine can run jobs',
    load: async () => (await import('./doctor.ts')).registerDoctor,
  },
  completion: {
    summary: 'print what makes a shell complete command lines of butcher',
    load: async () => (await import('./completion/register-completion.ts')).registerCompletion,
  },
};

import type { LoadMessage } from '../../bridge/messages.ts';
import { makeFolders } from '../../files/make-folders.ts';
import type { Clock } from '../../model/clock.ts';
import { type Failure, FailureError, failure } from '../../model/failures.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { writePackage } from '../../package/write-package.ts';
import { type JobPlace, type Runtime, resultsFolder } from '../../runtime/runtime.ts';
import { entryPoint } from '../containers/entry-points.ts';
import { RoleContainer } from '../containers/role-container.ts';
import { failureOf, verdict } from '../containers/verdict.ts';
import { jobLayout } from '../disk/job-layout.ts';
import { makeSegmentFolders } from '../disk/segment-files.ts';

/** One fragment of a job, to be processed once more. */
export interface ReplayRequest {
  readonly job: Pick<JobRequest, 'id' | 'name' | 'dataset' | 'options'>;
  readonly source: PackageSource;
  /** Its number in the job. */
  readonly fragment: number;
  readonly bytes: Buffer;
  readonly memoryBytes: number;
  /** A folder that exists and is the caller's to remove. */
  readonly folder: string;
}

export interface ReplayContext {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly onLogLine: (text: string) => void;
  readonly signal: AbortSignal;
}

export type Replayed =
  | { readonly kind: 'result'; readonly bytes: Buffer; readonly seconds: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Processes one fragment in a sandbox like those of its job, once and without a retry. The outcome tells whatever
 * becomes of it; only what nobody planned is thrown.
 */
export async function replayFragment(request: ReplayRequest, context: ReplayContext): Promise<Replayed> {
  try {
    const sandbox = await openPlace(request, context);
    try {
      return await processOnce(request, context, sandbox);
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    if (context.signal.aborted)
      return { kind: 'failed', failure: failure('cancelled', 'process', 'the replay was stopped') };
    if (error instanceof FailureError) return { kind: 'failed', failure: error.failure };
    throw error;
  }
}

async function openPlace(
  { job, source, folder }: ReplayRequest,
  { runtime, signal, onLogLine }: ReplayContext,
): Promise<JobPlace> {
  const requirements = source.files.get('requirements.txt')?.bytes.toString('utf8') ?? null;
  const folders = jobLayout(folder);
  await writePackage(source, folders.package);
  await makeSegmentFolders(folder);
  await makeFolders(resultsFolder(folders, job.name), 0o755);
  const image = await runtime.prepareImage({ requirements, signal, onProgress: onLogLine });
  return runtime.openJob({
    jobId: job.id,
    jobName: job.name,
    image,
    folders,
    dataset: job.dataset,
    limits: job.options.limits,
  });
}

async function processOnce(
  { job, source, fragment, bytes, memoryBytes }: ReplayRequest,
  { clock, signal, onLogLine }: ReplayContext,
  sandbox: JobPlace,
): Promise<Replayed> {
  const { limits } = job.options;
  let answered: Replayed | null = null;
  let cancelTimer = () => {};
  const answer = (replayed: Replayed) => {
    answered ??= replayed;
    member.session.dismiss();
  };
  const member = await RoleContainer.start({
    role: 'worker',
    memoryBytes,
    sandbox,
    segment: null,
    ledger: null,
    load: loadMessage(job, source, sandbox),
    limits,
    clock,
    signal,
    onLogLines: (lines) => {
      for (const text of lines) onLogLine(text);
    },
    handlers: {
      ready: () => {
        member.session.process({ first: fragment, sizes: Uint32Array.of(bytes.length), payload: bytes });
        cancelTimer = clock.after(limits.fragmentSeconds * 1000, () => member.stop('fragment-timeout'));
      },
      results: ({ payload }, seconds) => {
        if (Buffer.isBuffer(payload)) answer({ kind: 'result', bytes: payload, seconds });
      },
      failed: (message) => {
        if (message.stage === 'process')
          answer({ kind: 'failed', failure: failureOf(message, 'process', limits) });
      },
    },
  });
  const stop = () => void member.release();
  signal.addEventListener('abort', stop, { once: true });
  const death = await member.died;
  signal.removeEventListener('abort', stop);
  cancelTimer();
  signal.throwIfAborted();
  const stage = death.wasReady ? 'process' : 'preparing';
  return (
    answered ?? {
      kind: 'failed',
      failure: verdict({ role: 'worker', stage, fragment, memoryBytes, limits, ...death }),
    }
  );
}

function loadMessage(
  { name, options }: ReplayRequest['job'],
  source: PackageSource,
  { paths }: JobPlace,
): LoadMessage {
  const { fragmentBytes, resultBytes, recursionDepth, logBytes } = options.limits;
  return {
    type: 'load',
    jobName: name,
    packagePath: paths.package,
    datasetPath: paths.dataset,
    resultsPath: paths.results,
    ...entryPoint('worker', source.layout, paths.package),
    fragmentBytes,
    resultBytes,
    recursionDepth,
    logBytes,
    segments: { own: null, folder: null, readOnce: false },
  };
}

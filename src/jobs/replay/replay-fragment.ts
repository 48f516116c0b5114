import { isInSegment, type Payload } from '../../bridge/payload.ts';
import type { Clock } from '../../model/clock.ts';
import { type Failure, FailureError, failure } from '../../model/failures.ts';
import { patienceMs } from '../../model/job-limits.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { PackageSource } from '../../model/package-source.ts';
import type { JobPlace, Runtime } from '../../runtime/runtime.ts';
import { ContainerStarter } from '../containers/container-starter.ts';
import { openPlace } from '../containers/open-place.ts';
import { failureOf, verdict } from '../containers/verdict.ts';
import { SegmentFiles } from '../disk/segment-files.ts';
import { SegmentOwners } from '../disk/segment-owners.ts';

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

/** What the worker said of the fragment. */
type Answer =
  | { readonly kind: 'result'; readonly payload: Payload; readonly seconds: number }
  | Extract<Replayed, { kind: 'failed' }>;

export type Replayed =
  | { readonly kind: 'result'; readonly bytes: Buffer; readonly seconds: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Processes one fragment in a place like those of its job, once and without a retry. The outcome tells whatever
 * becomes of it; only what nobody planned is thrown.
 */
export async function replayFragment(request: ReplayRequest, context: ReplayContext): Promise<Replayed> {
  const { job, source, folder } = request;
  const { runtime, signal, onLogLine } = context;
  try {
    const { place } = await openPlace({ ...job, source, folder }, { runtime, signal, onProgress: onLogLine });
    try {
      return await processIn(place, request, context);
    } finally {
      await place.close();
    }
  } catch (error) {
    if (signal.aborted)
      return { kind: 'failed', failure: failure('cancelled', 'process', 'the replay was stopped') };
    if (error instanceof FailureError) return { kind: 'failed', failure: error.failure };
    throw error;
  }
}

async function processIn(place: JobPlace, request: ReplayRequest, context: ReplayContext): Promise<Replayed> {
  const segments = await SegmentFiles.open(request.folder);
  try {
    const answer = await askWorker({ place, segments }, request, context);
    if (answer.kind === 'failed') return answer;
    return { kind: 'result', bytes: await bytesOf(answer.payload, segments), seconds: answer.seconds };
  } finally {
    await segments.close();
  }
}

/** Has a worker process the fragment; resolves when the worker is gone. */
async function askWorker(
  { place, segments }: { readonly place: JobPlace; readonly segments: SegmentFiles },
  { job, source, fragment, bytes, memoryBytes }: ReplayRequest,
  { clock, signal, onLogLine }: ReplayContext,
): Promise<Answer> {
  const { limits } = job.options;
  let answered: Answer | null = null;
  let cancelTimer = () => {};
  const answer = (said: Answer) => {
    answered ??= said;
    container.session.dismiss();
  };
  const starter = new ContainerStarter({
    ...{ request: { ...job, source }, place, segments, owners: new SegmentOwners() },
    ...{ keepsResults: false, clock, signal },
  });
  const container = await starter.start({
    role: 'worker',
    memoryBytes,
    onLogLines: (lines) => {
      for (const { text } of lines) onLogLine(text);
    },
    // It is sent as it is.
    onUnsent: () => {},
    handlers: {
      ready: () => {
        container.give({ first: fragment, sizes: Uint32Array.of(bytes.length), payload: bytes });
        cancelTimer = clock.after(patienceMs(limits.fragmentSeconds), () =>
          container.stop('fragment-timeout'),
        );
      },
      results: ({ payload }, seconds) => answer({ kind: 'result', payload, seconds }),
      failed: (message) => {
        if (message.stage === 'process')
          answer({ kind: 'failed', failure: failureOf(message, 'process', limits) });
      },
    },
  });
  const stop = () => void container.release();
  signal.addEventListener('abort', stop, { once: true });
  const death = await container.died;
  signal.removeEventListener('abort', stop);
  cancelTimer();
  signal.throwIfAborted();
  const stage = death.wasReady ? 'process' : 'preparing';
  return (
    answered ?? {
      kind: 'failed',
      failure: verdict({ role: 'worker', stage, fragment, behind: 0, memoryBytes, limits, ...death }),
    }
  );
}

/** The result's bytes, wherever the worker put them. Throws FailureError where it has cut them off since. */
async function bytesOf(payload: Payload, segments: SegmentFiles): Promise<Buffer> {
  if (!isInSegment(payload)) return payload;
  const bytes = await segments.read(payload);
  if (bytes.length < payload.length)
    throw new FailureError(
      failure('protocol', 'process', 'the worker spoilt the result that it had written'),
    );
  return bytes;
}

import { type Failure, FailureError, failure } from '../../model/failures.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { EngineTask } from './cluster-engine.ts';

/** A pool without a single worker, in which somebody waits for one. */
export interface EmptyPool {
  readonly tasks: readonly EngineTask[];
  readonly waitedMs: number;
  readonly needs: { readonly memoryBytes: number; readonly cpus: number };
  /** The engine's last answer to a wish was this. */
  readonly error: Error | null;
}

/** Other work may end and make room, and machines may come. */
const roomMs = 60_000;

/** What a job waits for whose workers have no room: the end of "it waits for …". */
export function missingRoom(needs: EmptyPool['needs']): string {
  return `room on a machine of the cluster: a worker needs ${wishOf(needs)}`;
}

function wishOf({ memoryBytes, cpus }: EmptyPool['needs']): string {
  return `${formatBytes(memoryBytes)} and ${cpus} CPU`;
}

/** Why nobody will come to an empty pool; null: somebody may yet. */
export function poolProblem({ tasks, waitedMs, needs, error }: EmptyPool): Failure | null {
  const problems = tasks.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  if (waitedMs < roomMs) return null;
  if (error instanceof FailureError) return error.failure;
  if (problems.some(({ kind }) => kind === 'room')) {
    return failure(
      'engine-unavailable',
      'preparing',
      `No machine of the cluster has room for a worker, which needs ${wishOf(needs)}.`,
      {
        help: 'Wait until other work has ended, add a machine, or ask for less with --limit memory=… or cpus=….',
      },
    );
  }
  const last = problems.at(-1)?.message ?? error?.message;
  const said = last === undefined ? '' : `; the engine said: ${inertLine(last).slice(0, 300)}`;
  return failure(
    'engine-unavailable',
    'preparing',
    `No worker on another machine has reached this chief within ${roomMs / 1000} s${said}.`,
    {
      help: 'Look whether UDP port 4789 is open between the machines, with room for its 50 bytes in the MTU; `butcher doctor` looks at the rest.',
    },
  );
}

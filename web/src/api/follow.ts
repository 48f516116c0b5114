import { asProblem, away, type Problem } from './problem.ts';
import { readServerEvents, type ServerEvent } from './server-events.ts';

export interface FollowParts {
  /** Asks for the stream, from after the event named on. */
  readonly open: (after: string | null, signal: AbortSignal) => Promise<Response>;
  readonly signal: AbortSignal;
  /** What holds the stream up at the moment; null once it flows. */
  readonly onTrouble: (problem: Problem | null) => void;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const firstWaitMs = 500;
const longestWaitMs = 8000;

/**
 * The events of a stream, which is asked for again wherever it breaks or ends, from after the last event that came.
 * Ends with the signal, and with whoever reads it; throws what no waiting helps against.
 */
export async function* follow({
  open,
  signal,
  onTrouble,
  wait = pause,
}: FollowParts): AsyncGenerator<ServerEvent> {
  let last: string | null = null;
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    let problem: Problem | null = null;
    try {
      const response = await open(last, signal);
      onTrouble(null);
      for await (const event of readServerEvents(response.body ?? emptyBody)) {
        last = event.id;
        waitMs = firstWaitMs;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      problem = error instanceof TypeError || isAbort(error) ? away() : asProblem(error);
      if (!problem.passes) throw problem;
      onTrouble(problem);
    }
    await wait(problem?.waitSeconds == null ? waitMs : problem.waitSeconds * 1000, signal);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

const emptyBody: AsyncIterable<Uint8Array> = (async function* () {})();

/** Resolves after so many milliseconds, or when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

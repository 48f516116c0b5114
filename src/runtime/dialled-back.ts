import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { FailureError, failure } from '../model/failures.ts';
import type { LogTap } from './log-tap.ts';
import type { SandboxRequest } from './runtime.ts';
import { untilAborted } from './until-aborted.ts';

/** How long a harness may take to open its bridge, from when its sandbox runs. */
export const usualDialBackMs = 60_000;

/** A sandbox that runs and whose harness is to open the bridge. */
export interface DialBack<Bridge> {
  /** What the sandbox is, for people. */
  readonly kind: 'container' | 'process';
  readonly request: Pick<SandboxRequest, 'role' | 'signal'>;
  /** The bridge, once the harness has opened it, or what else ends the waiting; may stay pending for ever. */
  readonly bridge: Promise<Bridge>;
  /** Resolves with the exit code when the sandbox has ended and `log` has what it wrote. */
  readonly ended: Promise<number | null>;
  readonly log: LogTap;
  readonly patienceMs: number;
  /** What to do about a silent one; a busy machine is the likeliest cause unless this says otherwise. */
  readonly silentHelp?: string;
}

const lastLines = 8;
const busyMachine = 'The machine may be overloaded; look at what else runs on it, and try again.';

/**
 * The bridge, once the harness has opened it. Throws what comes first instead: the signal's reason, FailureError
 * `crashed` when the sandbox has ended, FailureError `engine-unavailable` after `patienceMs`. The caller then ends the
 * sandbox.
 */
export async function dialledBack<Bridge extends Duplex | null>(dial: DialBack<Bridge>): Promise<Bridge> {
  const done = new AbortController();
  try {
    return await Promise.race([
      untilAborted(dial.request.signal, done.signal),
      dial.bridge,
      dial.ended.then((exitCode) => Promise.reject(crashedEarly(dial, exitCode))),
      delay(dial.patienceMs, undefined, { signal: done.signal }).then(() => Promise.reject(silent(dial))),
    ]);
  } finally {
    done.abort();
  }
}

function crashedEarly({ kind, request, log }: DialBack<unknown>, exitCode: number | null): FailureError {
  const said = log.lastLines(lastLines);
  const message = `The ${request.role}'s ${kind} ended before it was ready, with exit code ${exitCode ?? 'unknown'}.`;
  return new FailureError(
    failure('crashed', 'preparing', said === '' ? message : `${message} It last wrote:\n${said}`, {
      observed: exitCode,
    }),
  );
}

/** No user code has run by then: it says something about the machine, not about the package. */
function silent({ kind, request, patienceMs, silentHelp = busyMachine }: DialBack<unknown>): FailureError {
  const message = `The ${request.role}'s ${kind} was started, but its harness did not answer within ${patienceMs / 1000} s.`;
  return new FailureError(failure('engine-unavailable', 'preparing', message, { help: silentHelp }));
}

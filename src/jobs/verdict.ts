import type { BridgeFault } from '../bridge/bridge-fault.ts';
import type { FailedMessage, Role } from '../bridge/messages.ts';
import type { SessionEnd } from '../bridge/session.ts';
import { type Failure, failure, type Stage } from '../failures.ts';
import { formatBytes, formatSeconds } from '../format-quantity.ts';
import type { LimitName, Limits } from '../limits.ts';
import type { SandboxExit } from '../runtime/runtime.ts';

/** Why the chief itself ended a container, if it did. */
export type Overrun = 'fragment-timeout' | 'splitter-stalled' | 'merge-timeout' | 'results-full';

/** Everything known about a container that ended before its work did. */
export interface Evidence {
  readonly role: Role;
  readonly stage: Stage;
  /** The fragment it was on, as far as the chief can know. */
  readonly fragment: number | null;
  /** The chief's own reason comes first: what follows it is only consequence. */
  readonly overrun: Overrun | null;
  /** What the harness said before the end, if anything. */
  readonly failed: FailedMessage | null;
  readonly end: SessionEnd;
  readonly exit: SandboxExit;
  readonly memoryBytes: number;
  readonly limits: Limits;
  /** Last lines that the container wrote. */
  readonly lastWords: string;
}

const overrunLimits: Readonly<Record<Overrun, LimitName>> = {
  'fragment-timeout': 'fragmentSeconds',
  'splitter-stalled': 'splitSeconds',
  'merge-timeout': 'mergeSeconds',
  'results-full': 'resultsBytes',
};

const signalNames: Readonly<Record<number, string>> = {
  4: 'SIGILL (illegal instruction)',
  6: 'SIGABRT (aborted)',
  7: 'SIGBUS (bad memory access)',
  8: 'SIGFPE (arithmetic fault)',
  9: 'SIGKILL',
  11: 'SIGSEGV (bad memory access)',
  15: 'SIGTERM',
  24: 'SIGXCPU (processor time)',
  25: 'SIGXFSZ (file too large)',
  31: 'SIGSYS (forbidden system call)',
};

/** Exit code by which the harness says that it failed itself, and not user code; sysexits.h calls it EX_SOFTWARE. */
const harnessFault = 70;

/** Exit codes by which the harness says that its bridge was closed under it, or a segment spoilt. */
const bridgeLost = 71;
const badSegment = 74;

/** The failure that a container's end amounts to. Pure; the first cause wins. */
export function verdict(evidence: Evidence): Failure {
  const { role, stage, fragment, overrun, failed, end, exit, limits, lastWords } = evidence;
  const where = fragment === null ? `the ${role}` : `the ${role} on fragment ${fragment}`;
  if (overrun === 'results-full') {
    return failure(
      'disk-limit',
      stage,
      `the results folder grew beyond ${formatBytes(limits.resultsBytes)}`,
      {
        fragment,
        limit: 'resultsBytes',
      },
    );
  }
  if (overrun !== null) {
    const limit = overrunLimits[overrun];
    return failure(overrun, stage, `${where} took longer than ${formatSeconds(limits[limit])}`, {
      fragment,
      limit,
      observed: limits[limit],
    });
  }
  if (failed !== null) return failureOf(failed, stage);
  if (end.kind === 'fault') return faultFailure(end.fault, stage, fragment, role);
  if ((exit.oomKilled && exit.exitCode !== 0) || starved(evidence)) {
    return failure(
      'out-of-memory',
      stage,
      `${where} used more memory than its ${formatBytes(evidence.memoryBytes)}`,
      {
        fragment,
        limit: 'memory',
        observed: exit.peakMemoryBytes,
      },
    );
  }
  if (exit.exitCode === harnessFault) {
    return failure('internal', stage, `the harness of ${where} failed: ${lastLine(lastWords)}`, { fragment });
  }
  if (exit.exitCode === badSegment) {
    return failure('protocol', stage, `${where} found a segment spoilt: ${lastLine(lastWords)}`, {
      fragment,
    });
  }
  if (exit.exitCode === bridgeLost) {
    return failure(
      'crashed',
      stage,
      `${where} lost its connection; user code closed a descriptor that is not its own`,
      {
        fragment,
      },
    );
  }
  if (exit.exitCode !== null && exit.exitCode < 128) {
    const child = exit.oomKilled ? ', after one of its processes ran out of memory' : '';
    return failure(
      'exited-early',
      stage,
      `${where} ended with exit code ${exit.exitCode}${child} before it was done`,
      {
        fragment,
      },
    );
  }
  return crash(evidence, where);
}

/** Killed by nobody we know with its memory all but used up: the engine can miss the kernel's word on it. */
function starved({ exit, memoryBytes }: Evidence): boolean {
  const peak = exit.peakMemoryBytes ?? 0;
  return exit.exitCode === 137 && !exit.destroyed && peak >= 0.97 * memoryBytes;
}

/** A failure that the harness reported. */
export function failureOf(failed: FailedMessage, stage: Stage): Failure {
  const { code, message, limit, observed, file, line, traceback } = failed;
  const rest = { fragment: failed.fragment, limit, observed, file, line, traceback };
  return failure(code, stage, message, failed.help === null ? rest : { ...rest, help: failed.help });
}

function faultFailure(fault: BridgeFault, stage: Stage, fragment: number | null, role: Role): Failure {
  const message =
    fault.code === 'protocol' ? `the ${role} broke the protocol: ${fault.message}` : fault.message;
  return failure(fault.code, stage, message, {
    fragment: fault.detail.fragment ?? fragment,
    limit: fault.detail.limit ?? null,
    observed: fault.detail.observed ?? null,
  });
}

function crash({ exit, stage, fragment, lastWords }: Evidence, where: string): Failure {
  if (exit.exitCode === null) {
    return failure('crashed', stage, `${where} was lost: its container is gone`, { fragment });
  }
  const signal = exit.exitCode - 128;
  const name = signalNames[signal] ?? `signal ${signal}`;
  if (/stack overflow|recursion/i.test(lastWords)) {
    return failure('recursion-depth', stage, `${where} died of ${name} in very deep recursion`, {
      fragment,
      limit: 'recursionDepth',
    });
  }
  const likely = signal === 11 ? '; very deep recursion or native code is the likely cause' : '';
  return failure('crashed', stage, `${where} died of ${name}${likely}`, { fragment });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

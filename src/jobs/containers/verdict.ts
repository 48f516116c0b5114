import type { BridgeFault } from '../../bridge/bridge-fault.ts';
import type { FailedMessage, Role } from '../../bridge/messages.ts';
import type { SessionEnd } from '../../bridge/session.ts';
import { type Failure, failure, type Stage } from '../../model/failures.ts';
import { isHarnessHelp } from '../../model/harness-helps.ts';
import { isLimitName, type LimitName, type Limits } from '../../model/limits.ts';
import type { SandboxExit } from '../../runtime/runtime.ts';
import { formatBytes, formatCount, formatSeconds } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { deepestResults, mostResults } from '../../trees/folder-usage.ts';
import type { StackPlace } from './python-stack.ts';

/** Why the chief itself ended a container, if it did. */
export type Overrun = 'fragment-timeout' | 'splitter-stalled' | 'merge-timeout' | 'results-full' | 'starved';

/** Everything known about a container that ended before its work did. */
export interface Evidence {
  readonly role: Role;
  readonly stage: Stage;
  /** The fragment it was on, as far as the chief can know. */
  readonly fragment: number | null;
  /** Fragments after it that it may have been on as well: it had all of them in hand. */
  readonly behind: number;
  /** The chief's own reason comes first: what follows it is only consequence. */
  readonly overrun: Overrun | null;
  /** What went too far for the chief, where that is more than the limit says. */
  readonly observed: number | null;
  /** What the harness said before the end, if anything. */
  readonly failed: FailedMessage | null;
  /** Where user code stood when its time was up, if it told. */
  readonly stack: StackPlace | null;
  readonly end: SessionEnd;
  readonly exit: SandboxExit;
  /** Name of the machine where it ran; null: the chief's own. */
  readonly node: string | null;
  /** The kernel has refused it a process because of the limit, at some time. */
  readonly processesRefused: boolean;
  readonly memoryBytes: number;
  readonly limits: Limits;
  /** Last lines that the container wrote. */
  readonly lastWords: string;
}

/** The limit that each overrun in time is over. */
export const timeLimits = {
  'fragment-timeout': 'fragmentSeconds',
  'splitter-stalled': 'splitSeconds',
  'merge-timeout': 'mergeSeconds',
} as const satisfies Partial<Record<Overrun, LimitName>>;

/** Importing may take so long even where work may not, in seconds: some libraries are slow on a busy machine. */
export const leastLoadingSeconds = 60;

/** How a container is ended that takes too long to load. */
export const loadingOverruns = {
  splitter: 'splitter-stalled',
  worker: 'fragment-timeout',
  merger: 'merge-timeout',
} as const satisfies Record<Role, Overrun>;

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

const unmeasurableHelp =
  'Write fewer and larger files in the merger (many results into one, or into an archive), and nest folders less deeply.';

const readInPieces =
  'Read the data in pieces instead of whole (line by line, `file.read(size)`, or `mmap`), and yield each piece; or raise `--limit memory=…`.';

const versionHelp =
  'Butcher and its sandbox are of different versions: whoever runs it installs it again (in a checkout: builds it again), and starts its chief again.';

/** Exit code by which the harness says that it failed itself, and not user code; sysexits.h calls it EX_SOFTWARE. */
const harnessFault = 70;

/** Exit codes by which the harness says that its bridge was closed under it, or a segment spoilt. */
const bridgeLost = 71;
const badSegment = 74;

/** How an engine that is stopped, or begins anew, ends what it runs: SIGKILL and SIGTERM. */
const engineKills: readonly number[] = [137, 143];

/**
 * The failure that a container's end amounts to. Pure; the first cause wins: what the chief ended it for, then what the
 * harness said, then a broken protocol, then what the kernel refused, then how the process ended.
 */
export function verdict(evidence: Evidence): Failure {
  const { stage, overrun, failed, end, exit, limits } = evidence;
  if (overrun === 'results-full') return resultsFull(evidence);
  if (overrun === 'starved') return outOfMemory(evidence);
  // User code that has met the limit on processes may hang for want of them: the chief ends it for the time, but the
  // processes are the cause.
  if (overrun !== null)
    return evidence.processesRefused ? outOfProcesses(evidence) : tooSlow(evidence, overrun);
  if (failed !== null) return failureOf(failed, stage, limits);
  if (end.kind === 'fault') return faultFailure(end.fault, evidence);
  if (exit.oomKilled || usedUp(evidence)) return outOfMemory(evidence);
  if (evidence.processesRefused) return outOfProcesses(evidence);
  if (exit.lostWith !== undefined && (exit.exitCode === null || engineKills.includes(exit.exitCode)))
    return lost(evidence, exit.lostWith);
  return exit.exitCode !== null && exit.exitCode < 128 ? ended(evidence, exit.exitCode) : crash(evidence);
}

function whoOf({ role, fragment, behind }: Evidence): string {
  if (fragment === null) return `the ${role}`;
  if (behind === 0) return `the ${role} on fragment ${fragment}`;
  return `the ${role} on one of fragments ${fragment} to ${fragment + behind}`;
}

function resultsFull({ stage, fragment, limits, observed }: Evidence): Failure {
  if (observed === Number.POSITIVE_INFINITY) {
    const message = `the results folder has more than ${formatCount(mostResults)} files, folders and links, or folders more than ${deepestResults} deep`;
    return failure('disk-limit', stage, message, { fragment, help: unmeasurableHelp });
  }
  const message = `the results folder grew beyond ${formatBytes(limits.resultsBytes)}`;
  const seen = observed ?? limits.resultsBytes;
  return failure('disk-limit', stage, message, { fragment, limit: 'resultsBytes', observed: seen });
}

function tooSlow(evidence: Evidence, overrun: keyof typeof timeLimits): Failure {
  const { stage, fragment, limits, observed, stack } = evidence;
  const limit = timeLimits[overrun];
  const loading = stage === 'preparing';
  const seconds = loading ? Math.max(limits[limit], leastLoadingSeconds) : limits[limit];
  const message = `${whoOf(evidence)} took longer than ${formatSeconds(seconds)}${loading ? ' to load' : ''}`;
  return failure(overrun, stage, message, { fragment, limit, observed: observed ?? seconds, ...stack });
}

function outOfMemory(evidence: Evidence): Failure {
  const { stage, role, fragment, exit, memoryBytes } = evidence;
  const lived = evidence.overrun === 'starved' || (exit.exitCode !== null && exit.exitCode < 128);
  const what = lived ? ', and the kernel killed one of its processes' : '';
  return failure(
    'out-of-memory',
    stage,
    `${whoOf(evidence)} used more memory than its ${formatBytes(memoryBytes)}${what}`,
    {
      fragment,
      limit: 'memory',
      observed: exit.peakMemoryBytes,
      ...(role === 'splitter' && { help: readInPieces }),
    },
  );
}

function outOfProcesses(evidence: Evidence): Failure {
  const { stage, fragment, limits } = evidence;
  const message = `${whoOf(evidence)} asked for more processes and threads than its ${limits.pids}`;
  return failure('process-limit', stage, message, { fragment, limit: 'pids', observed: limits.pids });
}

function lost(evidence: Evidence, lostWith: 'engine' | 'node'): Failure {
  const { stage, fragment, node } = evidence;
  const who = whoOf(evidence);
  if (lostWith === 'engine')
    return failure('engine-unavailable', stage, `${who} was lost with the container engine`);
  const machine = node === null ? 'its machine' : `machine ${inertLine(node)}`;
  return failure('machine-lost', stage, `${who} was lost with ${machine}`, { fragment });
}

/** It exited of itself. */
function ended(evidence: Evidence, exitCode: number): Failure {
  const { stage, fragment, lastWords } = evidence;
  const who = whoOf(evidence);
  switch (exitCode) {
    case harnessFault:
      return failure('internal', stage, `the harness of ${who} failed: ${lastLine(lastWords)}`, { fragment });
    case badSegment:
      return failure('protocol', stage, `${who} found a segment spoilt: ${lastLine(lastWords)}`, {
        fragment,
      });
    case bridgeLost:
      return failure(
        'crashed',
        stage,
        `${who} lost its connection; user code closed a descriptor that is not its own`,
        { fragment },
      );
    default:
      return failure('exited-early', stage, `${who} ended with exit code ${exitCode} before it was done`, {
        fragment,
      });
  }
}

/** Killed by nobody we know with its memory all but used up: the engine can miss the kernel's word on it. */
function usedUp({ exit, memoryBytes }: Evidence): boolean {
  const peak = exit.peakMemoryBytes ?? 0;
  return exit.exitCode === 137 && !exit.destroyed && peak >= 0.97 * memoryBytes;
}

/**
 * A failure that the harness reported, with our own advice alone; where it met a limit whose extent it cannot see, the
 * limit itself is observed.
 */
export function failureOf(failed: FailedMessage, stage: Stage, limits: Limits): Failure {
  const { code, message, fragment, help, file, line, traceback } = failed;
  const limit = failed.limit !== null && isLimitName(failed.limit) ? failed.limit : null;
  const observed = failed.observed ?? (limit === null ? null : limits[limit]);
  const rest = { fragment, limit, observed, file, line, traceback };
  const isOurs = help !== null && isHarnessHelp(code, help);
  return failure(code, stage, message, isOurs ? { ...rest, help } : rest);
}

function faultFailure(fault: BridgeFault, { stage, fragment, role }: Evidence): Failure {
  const message =
    fault.code === 'protocol' ? `the ${role} broke the protocol: ${fault.message}` : fault.message;
  return failure(fault.code, stage, message, {
    fragment: fault.detail.fragment ?? fragment,
    limit: fault.detail.limit ?? null,
    observed: fault.detail.observed ?? null,
    ...(fault.code === 'internal' && { help: versionHelp }),
  });
}

/** It was killed by a signal, or is gone without a word. */
function crash(evidence: Evidence): Failure {
  const { exit, stage, fragment, limits, lastWords } = evidence;
  const who = whoOf(evidence);
  if (exit.exitCode === null)
    return failure('crashed', stage, `${who} was lost: its container is gone`, { fragment });
  const signal = exit.exitCode - 128;
  const name = signalNames[signal] ?? `signal ${signal}`;
  if (/stack overflow|recursion/i.test(lastWords)) {
    return failure('recursion-depth', stage, `${who} died of ${name} in very deep recursion`, {
      fragment,
      limit: 'recursionDepth',
      observed: limits.recursionDepth,
    });
  }
  const likely = signal === 11 ? '; very deep recursion or native code is the likely cause' : '';
  return failure('crashed', stage, `${who} died of ${name}${likely}`, { fragment });
}

function lastLine(text: string): string {
  return inertLine(text.trimEnd().split('\n').at(-1) ?? '');
}

import { exactQuantity } from '../text/exact-quantity.ts';
import { type LimitName, type Limits, limitNames } from './limits.ts';

/** Workers of one job at most. */
export const mostWorkers = 1024;
/** Fragments of a chief's test of the first ones at most. */
export const mostFirstFragments = 100;
/** The window is for so many workers; with more it grows in proportion, so that each has enough to do. */
const workersPerWindow = 100;
/** How late a harness may report what user code has done, in milliseconds: at the second tick of its ticker. */
const untoldMs = 200;

/** How many times as large as its limits the window of a job with so many workers is. */
export function windowGrowth(workers: number): number {
  return Math.max(1, Math.min(workers, mostWorkers) / workersPerWindow);
}

/**
 * How long the chief waits before a limit of so many seconds on one step of user code is certainly exceeded, in
 * milliseconds. `gatherSeconds`: a harness may keep what is done for so long, to say it together.
 */
export function patienceMs(limitSeconds: number, gatherSeconds = 0): number {
  return limitSeconds * 1000 + untoldMs + gatherSeconds * 1000;
}

/**
 * The limits of a job, without what a manifest had tightened: those are the chief's again, for a mended manifest to
 * tighten anew. What somebody else had tightened to the same value cannot be told apart.
 */
export function loosened(
  limits: Limits,
  manifest: Readonly<Partial<Record<LimitName, number>>>,
  chief: Limits,
): Limits {
  const loose: Record<LimitName, number> = { ...limits };
  for (const name of limitNames) {
    const { [name]: own = Number.POSITIVE_INFINITY, memoryCap = own } = manifest;
    // Memory is held within the cap.
    if (limits[name] === (name === 'memory' ? Math.min(own, memoryCap) : own))
      loose[name] = Math.max(limits[name], chief[name]);
  }
  return loose;
}

/**
 * Limits with others in place of some. The cap goes up with memory that is given, and memory goes down with a cap that
 * is given alone: what is told of them is what jobs get.
 */
export function withLimits(limits: Limits, given: Readonly<Partial<Record<LimitName, number>>>): Limits {
  const both = { ...limits, ...given };
  if (both.memory <= both.memoryCap) return both;
  return given.memory === undefined
    ? { ...both, memory: both.memoryCap }
    : { ...both, memoryCap: both.memory };
}

/** Why these cannot be given together: a clause with both of them, for a sentence; null where they can. */
export function capBelowMemory({
  memory,
  memoryCap,
}: Readonly<Partial<Record<LimitName, number>>>): string | null {
  if (memory === undefined || memoryCap === undefined || memoryCap >= memory) return null;
  return `the limit memoryCap (${exactQuantity('bytes', memoryCap)}) may not be smaller than the limit memory (${exactQuantity('bytes', memory)})`;
}

/** Limits as far as a package's manifest does not tighten them: it loosens none, and memory is within the cap. */
export function tightened(limits: Limits, manifest: Readonly<Partial<Record<LimitName, number>>>): Limits {
  const tight: Record<LimitName, number> = { ...limits };
  for (const name of limitNames) tight[name] = Math.min(limits[name], manifest[name] ?? limits[name]);
  return { ...tight, memory: Math.min(tight.memory, tight.memoryCap) };
}

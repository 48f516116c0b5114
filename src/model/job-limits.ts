import { type LimitName, type Limits, limitNames } from './limits.ts';

/** How late a harness may report what user code has done, in milliseconds: at the second tick of its ticker. */
const untoldMs = 200;

/**
 * How long the chief waits before a limit of so many seconds on one step of user code is certainly exceeded, in
 * milliseconds.
 */
export function patienceMs(limitSeconds: number): number {
  return limitSeconds * 1000 + untoldMs;
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

/** Limits as far as a package's manifest does not tighten them: it loosens none, and memory is within the cap. */
export function tightened(limits: Limits, manifest: Readonly<Partial<Record<LimitName, number>>>): Limits {
  const tight: Record<LimitName, number> = { ...limits };
  for (const name of limitNames) tight[name] = Math.min(limits[name], manifest[name] ?? limits[name]);
  return { ...tight, memory: Math.min(tight.memory, tight.memoryCap) };
}

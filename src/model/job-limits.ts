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

/** Limits as far as a package's manifest does not tighten them: it loosens none, and memory is within the cap. */
export function tightened(limits: Limits, manifest: Readonly<Partial<Record<LimitName, number>>>): Limits {
  const tight: Record<LimitName, number> = { ...limits };
  for (const name of limitNames) tight[name] = Math.min(limits[name], manifest[name] ?? limits[name]);
  return { ...tight, memory: Math.min(tight.memory, tight.memoryCap) };
}

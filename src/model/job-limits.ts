import { type LimitName, type Limits, limitNames } from './limits.ts';

/** A harness tells of what user code has done at the second tick of its ticker at the latest, in milliseconds. */
const untoldMs = 200;

/** How long to wait before a limit of so many seconds on one step of user code has been overrun for certain. */
export function patienceMs(limitSeconds: number): number {
  return limitSeconds * 1000 + untoldMs;
}

/** Limits as far as a package's manifest does not tighten them: it loosens none, and memory is within the cap. */
export function tightened(limits: Limits, manifest: Readonly<Partial<Record<LimitName, number>>>): Limits {
  const tight: Record<LimitName, number> = { ...limits };
  for (const name of limitNames) tight[name] = Math.min(limits[name], manifest[name] ?? limits[name]);
  return { ...tight, memory: Math.min(tight.memory, tight.memoryCap) };
}

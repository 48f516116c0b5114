import { type LimitName, type Limits, limitNames } from '../limits.ts';

/** The limits of a job: those given, as far as the package's manifest does not tighten them. */
export function tightened(limits: Limits, manifest: Readonly<Partial<Record<LimitName, number>>>): Limits {
  const tight: Record<LimitName, number> = { ...limits };
  for (const name of limitNames) tight[name] = Math.min(limits[name], manifest[name] ?? limits[name]);
  return { ...tight, memory: Math.min(tight.memory, tight.memoryCap) };
}

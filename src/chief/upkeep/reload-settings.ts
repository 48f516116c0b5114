import { isDeepStrictEqual } from 'node:util';
import type { ChiefSettings } from '../chief-settings.ts';

export type MutableSettings = { -readonly [Name in keyof ChiefSettings]: ChiefSettings[Name] };

/** What everybody who needs it looks up anew each time, so that it may change while a chief runs. */
export const reloadable = [
  'quotaBytes',
  'queuedJobs',
  'queuedJobsPerAccount',
  'ociRuntimes',
  'retention',
  'webhooks',
  'policy',
  'limits',
  'checks',
] as const satisfies readonly (keyof ChiefSettings)[];

/** Takes over what can be taken over. Returns the names of settings that differ and hold from the next start on. */
export function reloadSettings(settings: MutableSettings, next: ChiefSettings): readonly string[] {
  const names = Object.keys(next) as (keyof ChiefSettings)[];
  const changed = names.filter((name) => !isDeepStrictEqual(settings[name], next[name]));
  const taken: readonly string[] = reloadable;
  Object.assign(
    settings,
    Object.fromEntries(changed.filter((name) => taken.includes(name)).map((name) => [name, next[name]])),
  );
  return changed.filter((name) => !taken.includes(name));
}

import type { ChiefSettings } from '../../src/chief/chief-settings.ts';
import { settings } from '../../src/settings/settings.ts';
import { defaultsOf } from '../../src/settings/settings-reader.ts';

/** The settings of a chief for which nothing is configured, on a machine with that many processors. */
export function defaultSettings(slots: number): ChiefSettings {
  const { serve, limits, ociRuntime, checks } = defaultsOf(settings);
  return { ...serve, limits, ociRuntime, checks, slots };
}

import type { ChiefSettings } from '../../src/chief/chief-settings.ts';
import { settings } from '../../src/settings/settings.ts';
import { defaultsOf } from '../../src/settings/settings-reader.ts';

/**
 * The settings of a chief for which nothing is configured, on a machine with that many processors and so much memory.
 */
export function defaultSettings(slots: number, memoryBytes = 56 * 1024 ** 3): ChiefSettings {
  const { serve, limits, ociRuntime, checks } = defaultsOf(settings);
  return { ...serve, limits, ociRuntime, checks, slots, memoryBytes };
}

import { capBelowMemory, withLimits } from '../model/job-limits.ts';
import type { LimitName } from '../model/limits.ts';
import { validateSettings } from './generated/validate-settings.ts';
import { settings } from './settings.ts';
import { type SettingsReader, type SettingsValidator, settingsReader } from './settings-reader.ts';

const readAll: SettingsReader<typeof settings> = settingsReader(
  settings,
  validateSettings as unknown as SettingsValidator,
);

/** Reads the content of the configuration file. The limits are what jobs get: memory within its cap. */
export const readSettings: SettingsReader<typeof settings> = (written) => {
  const read = readAll(written);
  if ('problem' in read) return read;
  const names = Object.keys((written as { readonly limits?: object }).limits ?? {}) as LimitName[];
  const given = Object.fromEntries(names.map((name) => [name, read.limits[name]]));
  const fault = capBelowMemory(given);
  if (fault !== null) return { problem: `has limits that do not fit: ${fault}` };
  return Object.freeze({ ...read, limits: Object.freeze(withLimits(read.limits, given)) });
};

import { validateSettings } from './generated/validate-settings.ts';
import { settings } from './settings.ts';
import { type SettingsReader, type SettingsValidator, settingsReader } from './settings-reader.ts';

/** Reads the content of the configuration file. */
export const readSettings: SettingsReader<typeof settings> = settingsReader(
  settings,
  validateSettings as unknown as SettingsValidator,
);

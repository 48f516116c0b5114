import type { SettingTable } from './setting.ts';

/** JSON schema of a table of settings. What it cannot tell, such as the unit of a size, reading the value does. */
export function settingsSchema(table: SettingTable): object {
  const properties = Object.entries(table).map(([name, entry]) => [
    name,
    entry.kind === 'setting' ? entry.schema : settingsSchema(entry.members),
  ]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

import type { Group, Setting, SettingTable } from './setting.ts';

/** A setting by the path of its keys, such as `policy.network`. */
export interface ListedSetting {
  readonly path: string;
  readonly setting: Setting<unknown>;
}

/** A group by the path of its keys, with the settings that stand in it directly. */
export interface ListedGroup {
  readonly path: string;
  readonly group: Group<SettingTable>;
  readonly settings: readonly ListedSetting[];
}

/** The settings of a table that are in no group of it. */
export function directSettings(table: SettingTable, prefix = ''): readonly ListedSetting[] {
  return Object.entries(table).flatMap(([name, entry]) =>
    entry.kind === 'setting' ? [{ path: `${prefix}${name}`, setting: entry }] : [],
  );
}

/** The groups of a table, each before those in it. */
export function listedGroups(table: SettingTable, prefix = ''): readonly ListedGroup[] {
  return Object.entries(table).flatMap(([name, entry]) => {
    if (entry.kind === 'setting') return [];
    const path = `${prefix}${name}`;
    const settings = directSettings(entry.members, `${path}.`);
    return [{ path, group: entry, settings }, ...listedGroups(entry.members, `${path}.`)];
  });
}

/** Every setting of a table, those of groups after the others. */
export function allSettings(table: SettingTable): readonly ListedSetting[] {
  return [...directSettings(table), ...listedGroups(table).flatMap(({ settings }) => settings)];
}

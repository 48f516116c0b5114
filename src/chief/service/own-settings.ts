import { readSettingChange } from '../../settings/account-settings.ts';
import type { SettingChange } from '../../store/accounts.ts';

/** What was written for one account, null to take a setting back, as the store takes it; or what is wrong with it. */
export function settingChange(written: {
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}): { readonly change: SettingChange } | { readonly problem: string } {
  const { limits = {}, ...direct } = written;
  const limited = Object.entries(limits).map(([name, value]) => [`limits.${name}`, value] as const);
  const change = readSettingChange({ ...direct, ...Object.fromEntries(limited) });
  return typeof change.problem === 'string'
    ? { problem: change.problem }
    : { change: change as SettingChange };
}

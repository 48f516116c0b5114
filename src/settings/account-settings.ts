import { Ajv } from 'ajv';
import { type LimitName, limitKind, limitNames } from '../model/limits.ts';
import { group, quantity, type Setting, size, whole } from './setting.ts';
import { type SettingsValidator, settingsReader } from './settings-reader.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * What an operator may decide for one account: the names are those of the chief's own settings, which hold where
 * nothing was. The defaults here are of no meaning.
 */
const accountTable = {
  quotaBytes: size({ default: 0, meaning: 'Space for all that the account has; else `serve.quotaBytes`.' }),
  slots: whole({
    default: 1,
    least: 1,
    meaning: 'Most workers over its running jobs; else as many as there are.',
  }),
  weight: whole({
    default: 1,
    least: 1,
    most: 100,
    meaning:
      'Its part where workers and turns are short: an account of weight 2 gets twice what one of 1 does.',
  }),
  queuedJobs: whole({
    default: 1,
    least: 0,
    meaning: 'Jobs that may wait; else `serve.queuedJobsPerAccount`.',
  }),
  requestsPerSecond: whole({
    default: 1,
    least: 1,
    meaning: 'Requests in a second; else `serve.requestsPerSecond`.',
  }),
  requestBurst: whole({ default: 1, least: 1, meaning: 'Requests at once; else `serve.requestBurst`.' }),
  limits: group(
    'What its jobs get unless they ask for less; else the chief’s `limits`.',
    Object.fromEntries(limitNames.map((name) => [name, limitSetting(name)])) as Record<
      LimitName,
      Setting<number>
    >,
  ),
};

export const accountSettingNames: readonly string[] = [
  ...Object.keys(accountTable).filter((name) => name !== 'limits'),
  ...limitNames.map((name) => `limits.${name}`),
];

/** What each setting but the limits decides, for people. */
export const accountSettingMeanings: readonly (readonly [name: string, meaning: string])[] = Object.entries(
  accountTable,
).map(([name, { meaning }]) => [name === 'limits' ? 'limits.NAME' : name, meaning] as const);

/** Reads settings as they are written, by path, null to take one back; or says of each that is wrong what it is. */
export function readSettingChange(
  written: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number | null>> | { readonly problem: string } {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(settingsSchema(accountTable));
  const read = settingsReader(accountTable, validate as unknown as SettingsValidator);
  const change: Record<string, number | null> = {};
  const problems: string[] = [];
  for (const [path, value] of Object.entries(written)) {
    if (value === null && accountSettingNames.includes(path)) {
      change[path] = null;
      continue;
    }
    const keys = path.split('.');
    const values = read(keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value));
    if ('problem' in values) {
      problems.push(values.problem);
      continue;
    }
    const found = keys.reduce<unknown>(
      (inner, key) => (inner as Readonly<Record<string, unknown>>)[key],
      values,
    );
    change[path] = found as number;
  }
  return problems.length === 0 ? change : { problem: `The account ${ended(problems.join('; it '))}` };
}

function ended(sentence: string): string {
  return sentence.endsWith('?') ? sentence : `${sentence}.`;
}

function limitSetting(name: LimitName): Setting<number> {
  const { default: value, ...kind } = limitKind(name);
  return quantity({ default: value, ...kind });
}

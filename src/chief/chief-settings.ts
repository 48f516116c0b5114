import { machineMemory } from '../host/machine-memory.ts';
import { defaultLimits, type Limits, parseLimit } from '../model/limits.ts';
import { likeliest } from '../text/likeliest.ts';
import { defaultPolicy, type Policy, readPolicy } from './policy/policy.ts';
import { defaultContainerMemory } from './queue/memory-claim.ts';

/** What the operator of a chief decides. */
export interface ChiefSettings {
  /** Workers on this machine, over all jobs. */
  readonly slots: number;
  /** Jobs that run at once; beyond them as many more where each is its account's only one. */
  readonly runningJobs: number;
  /** Jobs that started containers wait for; 0: none. */
  readonly warmJobs: number;
  /** Jobs that may wait, in all and of one account. */
  readonly queuedJobs: number;
  readonly queuedJobsPerAccount: number;
  /** Packages, datasets and jobs of one account together. */
  readonly quotaBytes: number;
  readonly datasetBytes: number;
  /** What is to stay free of the disk, in bytes; null: what suits its size. */
  readonly reserveBytes: number | null;
  /** Memory that the containers of all jobs may take together, in bytes. */
  readonly memoryBytes: number;
  /** What jobs get unless they ask otherwise; they may only ask for less, except for memory up to `memoryCap`. */
  readonly limits: Limits;
  /** What they get unless they ask, and what they may ask for; null: the engine's default. */
  readonly ociRuntime: string | null;
  readonly ociRuntimes: readonly string[];
  readonly policy: Policy;
  /** Of one account, in requests. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** Names that it answers to beside those of its machine. */
  readonly hostNames: readonly string[];
}

const counts = [
  'slots',
  'runningJobs',
  'warmJobs',
  'queuedJobs',
  'queuedJobsPerAccount',
  'requestsPerSecond',
  'requestBurst',
] as const;
const lists = ['ociRuntimes', 'hostNames'] as const;
const sizes = ['quotaBytes', 'datasetBytes', 'reserveBytes', 'memoryBytes'] as const;
const keys: readonly string[] = [...counts, ...sizes, ...lists, 'policy'];

/** `slots` is how many cores the machine has, and `machineBytes` its memory. */
export function defaultSettings(slots: number, machineBytes: number = machineMemory()): ChiefSettings {
  return Object.freeze({
    slots,
    runningJobs: 4,
    warmJobs: 2,
    queuedJobs: 10_000,
    queuedJobsPerAccount: 1000,
    quotaBytes: 100 * 1024 ** 3,
    datasetBytes: 50 * 1024 ** 3,
    reserveBytes: null,
    memoryBytes: defaultContainerMemory(machineBytes),
    limits: defaultLimits,
    ociRuntime: null,
    ociRuntimes: ['runc', 'runsc'],
    policy: defaultPolicy,
    requestsPerSecond: 100,
    requestBurst: 200,
    hostNames: [],
  });
}

/** Reads the configuration's table for the service, which changes single defaults; or says what is wrong with it. */
export function readSettings(
  value: unknown,
  defaults: ChiefSettings,
): ChiefSettings | { readonly problem: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'must have an object for "serve"' };
  const settings: Record<string, unknown> = { ...defaults };
  for (const [key, setting] of Object.entries(value)) {
    const read = readSetting(key, setting);
    if ('problem' in read) return read;
    settings[key] = read.setting;
  }
  return Object.freeze(settings as unknown as ChiefSettings);
}

function readSetting(
  key: string,
  value: unknown,
): { readonly setting: unknown } | { readonly problem: string } {
  if (isOneOf(counts, key)) {
    const least = key === 'warmJobs' ? 0 : 1;
    if (Number.isSafeInteger(value) && (value as number) >= least) return { setting: value };
    return { problem: `must have a whole number of at least ${least} for "serve.${key}"` };
  }
  if (isOneOf(sizes, key)) {
    const bytes = parseLimit('totalBytes', typeof value === 'number' ? value : String(value));
    if (typeof bytes === 'number') return { setting: bytes };
    return { problem: `must have a size such as "20GiB" for "serve.${key}"` };
  }
  if (isOneOf(lists, key)) {
    if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return { setting: value };
    return { problem: `must have a list of names for "serve.${key}"` };
  }
  if (key === 'policy') {
    const policy = readPolicy(value);
    return 'problem' in policy ? { problem: String(policy.problem) } : { setting: policy };
  }
  const meant = likeliest(key, keys);
  const hint = meant === null ? `; it may have ${keys.join(', ')}` : `; did you mean "${meant}"?`;
  return { problem: `has a key "serve.${key}" that means nothing${hint}` };
}

function isOneOf<Key extends string>(names: readonly Key[], name: string): name is Key {
  return (names as readonly string[]).includes(name);
}

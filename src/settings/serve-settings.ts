import { availableParallelism } from 'node:os';
import { machineMemory } from '../host/machine-memory.ts';
import { failureCatalogue } from '../model/failures.ts';
import {
  defaultPolicy,
  type PolicyKey,
  type PolicyVerdict,
  policyKeys,
  type ViolationKind,
} from '../model/policy.ts';
import {
  addresses,
  duration,
  group,
  names,
  oneOf,
  origins,
  type Setting,
  size,
  sizeThatSuits,
  type ValuesOf,
  whole,
} from './setting.ts';

const GiB = 1024 ** 3;
const day = 86_400;

/** What user code attempts, as audit hooks tell of it. */
const attempts: Readonly<Record<ViolationKind, string>> = {
  network: 'to reach a network',
  process: 'to start or signal a process',
  'native-code': 'to call native code by hand',
  'dynamic-code': 'to compile code at run time',
  kernel: 'to open files of the kernel or of devices',
  'other-job': 'to look at files of other jobs',
};

/**
 * What the operator of a chief decides: `serve` in the configuration file. An entry here is all that a setting needs;
 * its type, the help, the reference page, the validation and its sentences follow from it.
 */
export const serveSettings = {
  slots: whole({
    default: availableParallelism(),
    shownDefault: 'one for each processor',
    least: 1,
    meaning:
      'Workers that running jobs share on this machine. Each has one at least, so there are more where more jobs run. With `cluster.engine` there are instead as many as its machines have room for.',
  }),
  runningJobs: whole({
    default: 4,
    least: 1,
    meaning: 'Jobs that run at once; beyond them as many more where each is the only one of its account.',
  }),
  warmJobs: whole({
    default: 2,
    least: 0,
    meaning: 'Jobs that started containers wait for, so that a small job is done sooner; 0 for none.',
  }),
  queuedJobs: whole({ default: 10_000, least: 1, meaning: 'Jobs that may wait, of all accounts together.' }),
  queuedJobsPerAccount: whole({ default: 1000, least: 1, meaning: 'Jobs of one account that may wait.' }),
  quotaBytes: size({
    default: 100 * GiB,
    meaning:
      'Space for the packages, datasets, libraries and jobs of one account together. Files of packages and of folders ' +
      'of data count in blocks of 4 KiB, and 512 bytes for each. A job that would have more is stopped, and keeps no ' +
      'more than that.',
  }),
  datasetBytes: size({ default: 50 * GiB, meaning: 'The largest dataset.' }),
  librariesBytes: size({
    default: 20 * GiB,
    meaning:
      'Space for the installed libraries of all packages together. Beyond it those go that no job needs, the longest ' +
      'unused first.',
  }),
  reserveBytes: sizeThatSuits({
    shownDefault: '5 % of the disk, at least 2 GiB, at most a tenth of it',
    meaning:
      'What is to stay free of the disk. Below it the chief begins no jobs and ends the biggest writer, and uploads leave a quarter more; ' +
      '`/readyz` says so, and deleting works.',
  }),
  memoryBytes: size({
    default: Math.floor((7 / 8) * machineMemory()),
    shownDefault: "seven eighths of the machine's memory",
    meaning:
      'Memory that the containers of all jobs may take together; jobs begin, and fragments are tried again with more ' +
      'memory, as far as it goes.',
  }),
  requestsPerSecond: whole({ default: 100, least: 1, meaning: 'Requests of one account in a second.' }),
  requestBurst: whole({
    default: 200,
    least: 1,
    meaning: 'Requests of one account at once, after it has sent none for a while.',
  }),
  ociRuntimes: names({
    default: ['runc', 'runsc'],
    meaning: 'OCI runtimes that a job may ask for, beside the one of `ociRuntime`.',
  }),
  hostNames: names({
    default: [],
    takes: 'a list of names such as ["butcher.example"], without scheme and path',
    fits: (name) => !/[\s/@]/.test(name),
    meaning: 'Names that the chief answers to beside those of its machine, as those of a server before it.',
  }),
  allowedOrigins: origins({
    default: [],
    meaning:
      'Origins of web pages elsewhere whose scripts may use the API from a browser, each with a token of its own; no other ' +
      'page may.',
  }),
  trustedProxies: addresses({
    default: [],
    meaning:
      'Addresses of servers before the chief. What they say in `X-Forwarded-For` is who a request counts as from, where ' +
      'requests are bounded by address; of others it is ignored.',
  }),
  retention: group(
    'After how long things go by themselves; `0` for never. What is in use stays: jobs that have not ended, and packages ' +
      'and datasets of jobs that are still there.',
    {
      results: kept({
        default: 14 * day,
        meaning: 'Jobs that are done, with their results, after their end.',
      }),
      failed: kept({
        default: 14 * day,
        meaning:
          'Jobs that failed, were cancelled or refused, with what they kept for going on, after their end.',
      }),
      packages: kept({ default: 90 * day, meaning: 'Packages, after a job was last made from them.' }),
      datasets: kept({ default: 90 * day, meaning: 'Datasets, after a job last had them.' }),
      uploads: kept({
        default: day,
        meaning: 'Uploads that are not complete, after bytes of them last came.',
      }),
      tokens: kept({ default: 90 * day, meaning: 'Tokens, after they were revoked or have expired.' }),
      audit: kept({ default: 400 * day, meaning: 'Rows of the audit trail.' }),
    },
  ),
  webhooks: group('Where the chief may tell accounts what happens, at addresses that they give.', {
    allow: addresses({
      default: [],
      meaning:
        'Addresses that webhooks may go to although they are not public, as those of receivers in the same network. Every ' +
        'other one that is private, loopback, link-local, shared or set apart is refused, whatever name leads there.',
    }),
  }),
  policy: group(
    'What hostile acts count as. `strike` removes the package with all that was made from it and counts against the ' +
      'account, the third one blocking it; `note` keeps the act in the audit.',
    Object.fromEntries(policyKeys.map((key) => [key, policySetting(key)])),
  ),
};

export type ServeSettings = ValuesOf<typeof serveSettings>;

/** After how long something goes by itself. */
function kept(given: { readonly default: number; readonly meaning: string }): Setting<number> {
  return duration({ ...given, zero: 'never' });
}

function policySetting(key: PolicyKey): Setting<PolicyVerdict> {
  return oneOf(['note', 'strike'], { default: defaultPolicy[key] ?? 'note', meaning: meaningOf(key) });
}

function meaningOf(key: PolicyKey): string {
  if (key === 'evil-archive') return 'An upload that no packing tool makes by accident.';
  if (Object.hasOwn(failureCatalogue, key))
    return `A job that failed as \`${key}\`: ${lowered(failureCatalogue[key as keyof typeof failureCatalogue].meaning)}`;
  return `An attempt of user code ${attempts[key as ViolationKind]}.`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

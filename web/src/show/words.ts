import type { Schemas } from '../api/client.ts';

/** Kinds of what is kept on a chief, by the beginnings of their names. */
const usageWords: Readonly<Record<string, string>> = {
  package: 'Packages',
  dataset: 'Data',
  librar: 'Libraries',
  job: 'Jobs',
  cache: 'Kept results',
  bundle: 'Replay bundles',
  audit: 'Audit trail',
  incoming: 'Coming in',
  running: 'Running jobs',
};

/** During which part of a job a failure happened, as the command line says it. */
export const stageWords: Readonly<Record<Schemas['Failure']['stage'], string>> = {
  checking: 'while the package was checked',
  preparing: 'while the job was prepared',
  split: 'in the splitter',
  process: 'in the processor',
  merge: 'in the merger',
  finish: 'in finish',
  packing: 'while the results were packed',
};

/** What a job does during a stage, as short as fits beside its clock. */
export const clockWords: Readonly<Record<string, string>> = {
  checking: 'checking the package',
  dependencies: 'installing libraries',
  image: 'finding the sandbox image',
  containers: 'starting the sandboxes',
  split: 'splitter',
  process: 'processor',
  merge: 'merger',
  finish: 'finish',
  packing: 'packing the results',
};

/** What is said of `packageBytes` of an account, and of `packages` of the disk. */
export function usageWord(kind: string): string {
  return Object.entries(usageWords).find(([beginning]) => kind.startsWith(beginning))?.[1] ?? kind;
}

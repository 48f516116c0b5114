import type { QuantityUnit } from '../text/parse-quantity.ts';

/** What is known of one limit. */
export interface LimitKind {
  /** In its unit, as is every value of a limit. */
  readonly default: number;
  readonly unit: QuantityUnit;
  /** What it bounds, for people: a sentence. */
  readonly meaning: string;
  /** What nobody may lower it below; 1 for a count unless said. */
  readonly least?: number;
  /** What nobody may raise it above. */
  readonly most?: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
/** The most that can be told of one fragment or result: its size is a 32-bit number on the bridge. */
export const mostItemBytes = 2 ** 32 - 1;

/** Every limit by the name that users see. */
export const limitCatalogue = Object.freeze({
  fragmentBytes: {
    default: 16 * MiB,
    unit: 'bytes',
    meaning: 'The largest fragment that the splitter may yield.',
    most: mostItemBytes,
  },
  resultBytes: {
    default: 64 * MiB,
    unit: 'bytes',
    meaning: 'The largest result that the processor may return.',
    most: mostItemBytes,
  },
  fragments: { default: 10_000_000, unit: 'count', meaning: 'The most fragments of a job.' },
  totalBytes: { default: 1024 * GiB, unit: 'bytes', meaning: 'The most bytes of all fragments together.' },
  recursionDepth: {
    default: 1000,
    unit: 'count',
    meaning:
      'The deepest recursion, in Python frames; bounded by the checks and, where it is 16 or more, again at run time.',
  },
  fragmentSeconds: {
    default: 300,
    unit: 'seconds',
    meaning: 'The longest time for processing one fragment.',
  },
  splitSeconds: {
    default: 300,
    unit: 'seconds',
    meaning: 'The longest time that the splitter may take from one fragment to the next.',
  },
  mergeSeconds: {
    default: 300,
    unit: 'seconds',
    meaning: 'The longest time for merging one result, and for `finish`.',
  },
  jobSeconds: {
    default: 24 * 3600,
    unit: 'seconds',
    meaning: 'The longest time in `running`; preparing does not count.',
  },
  memory: {
    default: 512 * MiB,
    unit: 'bytes',
    meaning:
      'The memory of each container, at least 6 MiB; a fragment that needs more is tried again with twice as much.',
    least: 6 * MiB,
  },
  memoryCap: {
    default: 2 * GiB,
    unit: 'bytes',
    meaning: 'The most memory that such a retry may get; not less than `memory`.',
  },
  cpus: {
    default: 1,
    unit: 'cores',
    meaning: 'The cores of each container; at least 0.01.',
    least: 0.01,
  },
  pids: {
    default: 64,
    unit: 'count',
    meaning: 'The processes and threads of each container; at least 16, which its own programs need.',
    least: 16,
  },
  scratchBytes: {
    default: 64 * MiB,
    unit: 'bytes',
    meaning: 'The space in `/tmp` of each container; it counts as memory, too.',
  },
  resultsBytes: {
    default: 10 * GiB,
    unit: 'bytes',
    meaning:
      'The space of the results folder; it may also have at most 1,000,000 files, folders and links, in folders at most 200 deep.',
  },
  cacheBytes: {
    default: 50 * GiB,
    unit: 'bytes',
    meaning: 'The space of results that are kept for resuming until the job has ended.',
  },
  logBytes: {
    default: 1 * MiB,
    unit: 'bytes',
    meaning: 'The output that is kept of each container; what is beyond is cut, with a mark.',
  },
  packageBytes: {
    default: 64 * MiB,
    unit: 'bytes',
    meaning: 'The size of a package, unpacked, without its wheels.',
  },
  wheelBytes: {
    default: 256 * MiB,
    unit: 'bytes',
    meaning: 'The size of the wheels in the folder `wheels` of a package.',
  },
  packageFiles: { default: 5000, unit: 'count', meaning: 'The files of a package.' },
  packageDepth: { default: 32, unit: 'count', meaning: 'The depth of folders in a package.' },
  layerBytes: {
    default: 2 * GiB,
    unit: 'bytes',
    meaning: 'The size of the libraries that are installed for a package, unpacked.',
  },
  windowFragments: {
    default: 32_768,
    unit: 'count',
    meaning:
      'The most fragments that may be yielded and not yet merged; then the splitter waits. For up to 100 workers; with more it grows in proportion.',
  },
  windowBytes: {
    default: 256 * MiB,
    unit: 'bytes',
    meaning:
      'The most bytes of such fragments; then the splitter waits. With more than 100 workers it grows in the same way.',
  },
} as const satisfies Record<string, LimitKind>);

export type LimitName = keyof typeof limitCatalogue;

/** A value for every limit, in the limit's unit. */
export type Limits = Readonly<Record<LimitName, number>>;

export const limitNames = Object.freeze(Object.keys(limitCatalogue) as LimitName[]);

export const defaultLimits: Limits = Object.freeze(
  Object.fromEntries(limitNames.map((name) => [name, limitCatalogue[name].default])) as Record<
    LimitName,
    number
  >,
);

/** What is known of a limit, whichever it is. */
export function limitKind(name: LimitName): LimitKind {
  return limitCatalogue[name];
}

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(limitCatalogue, name);
}

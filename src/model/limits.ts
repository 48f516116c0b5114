/** Every limit by its user-visible name, in bytes, seconds or a plain count as the name says. */
export interface Limits {
  /** Largest fragment and largest result, in bytes. */
  readonly fragmentBytes: number;
  readonly resultBytes: number;
  /** Most fragments, and most fragment bytes, of a job. */
  readonly fragments: number;
  readonly totalBytes: number;
  /** Deepest recursion, statically and at run time, in Python frames. */
  readonly recursionDepth: number;
  /** Longest processing of one fragment, gap between two fragments, merging of one result or `finish`. */
  readonly fragmentSeconds: number;
  readonly splitSeconds: number;
  readonly mergeSeconds: number;
  /** Longest time in `running`; preparing does not count. */
  readonly jobSeconds: number;
  /** Memory of a container to begin with, and what a retry after out-of-memory may grow to, in bytes. */
  readonly memory: number;
  readonly memoryCap: number;
  /** Cores and processes (threads included) of a container. */
  readonly cpus: number;
  readonly pids: number;
  /** `/tmp` of a container, the results folder, cached results of a job, in bytes. */
  readonly scratchBytes: number;
  readonly resultsBytes: number;
  readonly cacheBytes: number;
  /** Log kept per container, in bytes. */
  readonly logBytes: number;
  /** Unpacked package: bytes, files, folder depth. */
  readonly packageBytes: number;
  readonly packageFiles: number;
  readonly packageDepth: number;
  /** Fragments, and their bytes, that may be yielded and not yet merged. */
  readonly windowFragments: number;
  readonly windowBytes: number;
}

export type LimitName = keyof Limits;
export type LimitUnit = 'bytes' | 'seconds' | 'count' | 'cores';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const defaultLimits: Limits = Object.freeze({
  fragmentBytes: 16 * MiB,
  resultBytes: 64 * MiB,
  fragments: 10_000_000,
  totalBytes: 1024 * GiB,
  recursionDepth: 1000,
  fragmentSeconds: 300,
  splitSeconds: 300,
  mergeSeconds: 300,
  jobSeconds: 24 * 3600,
  memory: 512 * MiB,
  memoryCap: 2 * GiB,
  cpus: 1,
  pids: 64,
  scratchBytes: 64 * MiB,
  resultsBytes: 10 * GiB,
  cacheBytes: 50 * GiB,
  logBytes: 1 * MiB,
  packageBytes: 64 * MiB,
  packageFiles: 5000,
  packageDepth: 32,
  windowFragments: 32_768,
  windowBytes: 256 * MiB,
});

export const limitUnits: Readonly<Record<LimitName, LimitUnit>> = Object.freeze({
  fragmentBytes: 'bytes',
  resultBytes: 'bytes',
  fragments: 'count',
  totalBytes: 'bytes',
  recursionDepth: 'count',
  fragmentSeconds: 'seconds',
  splitSeconds: 'seconds',
  mergeSeconds: 'seconds',
  jobSeconds: 'seconds',
  memory: 'bytes',
  memoryCap: 'bytes',
  cpus: 'cores',
  pids: 'count',
  scratchBytes: 'bytes',
  resultsBytes: 'bytes',
  cacheBytes: 'bytes',
  logBytes: 'bytes',
  packageBytes: 'bytes',
  packageFiles: 'count',
  packageDepth: 'count',
  windowFragments: 'count',
  windowBytes: 'bytes',
});

/** What each limit bounds, for people. */
export const limitMeanings: Readonly<Record<LimitName, string>> = Object.freeze({
  fragmentBytes: 'The largest fragment that the splitter may yield.',
  resultBytes: 'The largest result that the processor may return.',
  fragments: 'The most fragments of a job.',
  totalBytes: 'The most bytes of all fragments together.',
  recursionDepth: 'The deepest recursion, in Python frames; bounded by the checks and again at run time.',
  fragmentSeconds: 'The longest time for processing one fragment.',
  splitSeconds: 'The longest time that the splitter may take from one fragment to the next.',
  mergeSeconds: 'The longest time for merging one result, and for `finish`.',
  jobSeconds: 'The longest time in `running`; preparing does not count.',
  memory: 'The memory of each container; a fragment that needs more is tried again with twice as much.',
  memoryCap: 'The most memory that such a retry may get.',
  cpus: 'The cores of each container.',
  pids: 'The processes and threads of each container; at least 16.',
  scratchBytes: 'The space in `/tmp` of each container; it counts as memory, too.',
  resultsBytes: 'The space of the results folder.',
  cacheBytes:
    'The space of results that are kept for resuming until the job has ended, and of replay bundles.',
  logBytes: 'The output that is kept of each container; what is beyond is cut, with a mark.',
  packageBytes: 'The size of a package, unpacked.',
  packageFiles: 'The files of a package.',
  packageDepth: 'The depth of folders in a package.',
  windowFragments: 'The most fragments that may be yielded and not yet merged; then the splitter waits.',
  windowBytes: 'The most bytes of such fragments; then the splitter waits.',
});

export const limitNames = Object.freeze(Object.keys(limitUnits) as LimitName[]);

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: KiB,
  mib: MiB,
  gib: GiB,
  tib: 1024 * GiB,
};
const secondUnits: Readonly<Record<string, number>> = { '': 1, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };
/** The most that can be told of one fragment or result: its size is a 32-bit number on the bridge. */
const mostItemBytes = 2 ** 32 - 1;

/** Fewer processes and threads would not let a container's own programs start, and would blame who began none. */
const leastCounts: Readonly<Partial<Record<LimitName, number>>> = { pids: 16 };

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(limitUnits, name);
}

/**
 * Reads a limit's value as people write it: `64KiB`, `16MB`, `90s`, `5m`, `4096`.
 * Returns the number in the limit's own unit, or a sentence that says what was expected.
 */
export function parseLimit(name: LimitName, value: string | number): number | { readonly problem: string } {
  const unit = limitUnits[name];
  const least = leastCounts[name] ?? 1;
  const expected = {
    bytes: 'a size such as 4096, "64KiB" or "16MB"',
    seconds: 'a duration such as 90, "90s" or "5m"',
    count: `a whole number of at least ${least}`,
    cores: 'a number of cores such as 1 or 0.5',
  }[unit];
  const problem = { problem: `${name} takes ${expected}, not ${JSON.stringify(value)}` };
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(value));
  if (match === null) return problem;
  const suffix = match[2]!.toLowerCase();
  const scale =
    unit === 'bytes'
      ? byteUnits[suffix]
      : unit === 'seconds'
        ? secondUnits[suffix]
        : suffix === ''
          ? 1
          : undefined;
  if (scale === undefined) return problem;
  const result = Number(match[1]) * scale;
  if (!Number.isFinite(result) || result <= 0) return problem;
  if ((name === 'fragmentBytes' || name === 'resultBytes') && result > mostItemBytes)
    return { problem: `${name} takes at most ${mostItemBytes} bytes, not ${JSON.stringify(value)}` };
  if (unit === 'bytes')
    return Number.isSafeInteger(Math.floor(result)) && result >= 1 ? Math.floor(result) : problem;
  if (unit === 'count') return Number.isSafeInteger(result) && result >= least ? result : problem;
  return result;
}

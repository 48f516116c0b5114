/** Everything that can end a job, or refuse it, has one of these codes. Codes never change meaning. */
export type FailureCode = keyof typeof failureCatalogue;

export interface FailureKind {
  /** What happened, in one sentence that needs no context. */
  readonly meaning: string;
  /** What the reader can do about it. */
  readonly help: string;
  readonly httpStatus: number;
  /**
   * Exit code of the command line: 1 job failed, 2 usage, 3 refused, 4 engine or chief unavailable, 130 interrupted.
   */
  readonly exitCode: 1 | 2 | 3 | 4 | 130;
  /** Whether it counts as a strike against the account by default. */
  readonly strike: boolean;
}

export type Stage = 'checking' | 'preparing' | 'split' | 'process' | 'merge' | 'finish' | 'packing';

/** One failure as reports, events and HTTP show it. `null` means "does not apply". */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly help: string;
  readonly stage: Stage;
  /** Number of the fragment, counted from 1. */
  readonly fragment: number | null;
  /** Name of the limit that was met. */
  readonly limit: string | null;
  readonly observed: number | null;
  /** The author's file, relative to the package root, and the line in it. */
  readonly file: string | null;
  readonly line: number | null;
  readonly traceback: string | null;
  /** Folder of the replay bundle. */
  readonly bundle: string | null;
}

function kind(
  meaning: string,
  help: string,
  rest: Partial<Pick<FailureKind, 'httpStatus' | 'exitCode' | 'strike'>> = {},
): FailureKind {
  return { meaning, help, httpStatus: 422, exitCode: 1, strike: false, ...rest };
}

export const failureCatalogue = {
  'package-refused': kind(
    'The package breaks the rules and was not run.',
    'Correct what the findings point out; `butcher validate` shows them without running anything.',
    { exitCode: 3 },
  ),
  'splitter-not-generator': kind(
    'The splitter returned something that is not a generator.',
    'Hand out fragments with `yield` instead of returning them together.',
  ),
  'only-splitter-may-yield': kind(
    'A processor or merger returned a generator or a coroutine.',
    'Return the value itself; only the splitter may yield.',
  ),
  'fragment-not-bytes': kind(
    'The splitter yielded something that is not bytes.',
    'Yield bytes, or anything with the buffer protocol; encode text with `.encode()`.',
  ),
  'fragment-too-large': kind(
    'The splitter yielded a fragment above the size limit.',
    'Cut the data finer, or raise `--limit fragmentBytes=…` where the chief allows it.',
  ),
  'result-not-bytes': kind(
    'The processor returned something that is not bytes.',
    'Return bytes, or anything with the buffer protocol; `None` usually means a forgotten `return`.',
  ),
  'result-too-large': kind(
    'The processor returned a result above the size limit.',
    'Return less per fragment, or raise `--limit resultBytes=…` where the chief allows it.',
  ),
  'too-many-fragments': kind(
    'The splitter yielded more fragments than the limit.',
    'Yield larger fragments, or check that the splitter ends; `--limit fragments=…` sets the limit.',
  ),
  'too-much-data': kind(
    'The splitter yielded more bytes in all than the limit.',
    'Check that the splitter ends; `--limit totalBytes=…` sets the limit.',
  ),
  'splitter-stalled': kind(
    'The splitter took longer than the limit between two fragments.',
    'Yield sooner, or raise `--limit splitSeconds=…`.',
  ),
  'fragment-timeout': kind(
    'Processing one fragment took longer than the limit.',
    'Cut the data finer, or raise `--limit fragmentSeconds=…`.',
  ),
  'merge-timeout': kind(
    'Merging one result, or `finish`, took longer than the limit.',
    'Do less in the merger, or raise `--limit mergeSeconds=…`.',
  ),
  'job-timeout': kind(
    'The job ran longer than the limit.',
    'Give it more workers or less work, or raise `--limit jobSeconds=…`.',
  ),
  'out-of-memory': kind(
    'A container used more memory than its limit.',
    'Hold less at once, cut the data finer, or raise `--limit memory=…`.',
  ),
  'process-limit': kind(
    'User code tried to hold more processes than the limit. Too many threads alone are a `user-error`.',
    'Leave parallel work to the workers; `--limit pids=…` sets the limit.',
    { strike: true },
  ),
  'disk-limit': kind(
    'User code wrote more than the space it may use, or the disk is full.',
    'Write less, or raise `--limit resultsBytes=…`, `scratchBytes=…` or `cacheBytes=…`.',
  ),
  'recursion-depth': kind(
    'User code recursed deeper than the limit.',
    'Give the recursion a base case or turn it into a loop; `--limit recursionDepth=…` sets the limit.',
  ),
  'user-error': kind(
    'User code raised an exception.',
    'The traceback shows where; correct it and run again.',
  ),
  'import-error': kind(
    'A file of the package could not be imported.',
    'The traceback shows which import; list third-party modules in requirements.txt.',
  ),
  'exited-early': kind(
    'User code ended its process instead of returning.',
    'Leave out `sys.exit`, `os._exit` and the like; return a value instead.',
  ),
  crashed: kind(
    'The process that ran user code died.',
    'A signal usually points at native code or very deep recursion; the log shows what it last wrote.',
  ),
  protocol: kind(
    'A container said something that its role may not say.',
    'User code must leave the file descriptors it did not open alone.',
    { strike: true },
  ),
  'nondeterministic-splitter': kind(
    'On resuming, the splitter yielded other fragments than before.',
    'Make the splitter depend on the dataset alone (no time, no randomness, no set order); run the job anew.',
  ),
  'resume-refused': kind(
    'The job cannot go on where it was, because what it is made of has changed.',
    'Put back what changed and resume, go on with a changed package by `butcher resume JOB --package PATH`, or run the job anew.',
    { httpStatus: 409, exitCode: 2 },
  ),
  'too-many-failures': kind(
    'More fragments failed than `--max-failed` allows.',
    'See the listed fragments; correct the processor or raise `--max-failed`.',
  ),
  'empty-results': kind(
    'The job ran, but there is nothing to show for it: no fragment, or no file of results.',
    'See to what the message names, or leave out `--strict-results` where having nothing is fine.',
  ),
  'dependency-install': kind(
    'The packages in requirements.txt could not be installed.',
    'Check names and versions; only packages that need no compiler are sure to install.',
  ),
  'engine-unavailable': kind(
    'No container engine answers.',
    'Run `butcher doctor`, which says what is missing and how to install it.',
    { httpStatus: 503, exitCode: 4 },
  ),
  'machine-lost': kind(
    'The machine that a worker ran on was lost; a fragment that three machines were lost with is not tried again.',
    'See whether these machines are well. If they are, the fragment is the likely cause: run it alone by `butcher replay`.',
  ),
  'image-missing': kind(
    'The sandbox image is not there.',
    'Run `butcher doctor`; the first job builds the image where what it is made of can be reached.',
    {
      httpStatus: 503,
      exitCode: 4,
    },
  ),
  cancelled: kind('The job was cancelled.', 'Start it again, or resume it.', {
    httpStatus: 409,
    exitCode: 130,
  }),
  internal: kind(
    'Butcher itself failed; this is our fault and not the package’s.',
    'Please report it with the message and the job report.',
    { httpStatus: 500 },
  ),
} as const satisfies Record<string, FailureKind>;

/** Makes a failure with the catalogue's help unless a better one is given. */
export function failure(
  code: FailureCode,
  stage: Stage,
  message: string,
  rest: Partial<Omit<Failure, 'code' | 'stage' | 'message'>> = {},
): Failure {
  return {
    code,
    stage,
    message,
    help: failureCatalogue[code].help,
    fragment: null,
    limit: null,
    observed: null,
    file: null,
    line: null,
    traceback: null,
    bundle: null,
    ...rest,
  };
}

/** Carries a {@link Failure} through code that can only throw; the boundary turns it back into the value. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
  }
}

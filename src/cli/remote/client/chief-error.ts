import { type FailureCode, failureCatalogue } from '../../../model/failures.ts';
import type { CheckReport } from '../../../model/finding.ts';
import { type ExitCode, exitCodeOfFailure } from '../../exit-code.ts';

/** No chief answers now: there is nothing wrong with what was asked. */
const unavailable: readonly number[] = [408, 425, 429, 502, 503, 504, 507];
/** The chief refuses what was asked. */
const wrongUsage: readonly number[] = [400, 401, 404, 409, 410, 422];

/** Why a chief did not do what it was asked; the command prints it and exits with its code. */
export class ChiefError extends Error {
  override readonly name = 'ChiefError';

  constructor(
    /** A code of the API, or one of ours: `no-chief`, `lost`, `foreign-answer`, `redirected`, `damaged`. */
    readonly code: string,
    message: string,
    /** What to do about it. */
    readonly help: string,
    readonly exitCode: ExitCode,
    /** What the checks found in a package that was refused. */
    readonly report: CheckReport | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The exit code for an answer: that of its failure code if it has one, else by its HTTP status. */
export function exitCodeOfProblem(status: number, code: string): ExitCode {
  if (code !== 'internal' && isFailureCode(code)) return exitCodeOfFailure(code);
  if (unavailable.includes(status)) return 4;
  return wrongUsage.includes(status) ? 2 : 1;
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureCatalogue, code);
}

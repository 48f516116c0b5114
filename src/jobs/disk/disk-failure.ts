import { isNoSpace } from '../../files/is-no-space.ts';
import { type Failure, failure, type Stage } from '../../model/failures.ts';
import { internalFailure } from '../../model/internal-failure.ts';
import { DamagedRecordError } from './results-cache.ts';

/**
 * The failure that an error in the use of a job's own files amounts to: `disk-limit` where the system refused, or what
 * was read is damaged; anything else is a fault of our own, `internal`. `problem` says what could not be done.
 */
export function diskFailure(
  error: unknown,
  stage: Stage,
  problem: string,
  fragment: number | null = null,
): Failure {
  if (error instanceof DamagedRecordError) return failure('disk-limit', stage, error.message, { fragment });
  if (isOfTheSystem(error)) return failure('disk-limit', stage, `${problem}: ${error.message}`, { fragment });
  return { ...internalFailure(error, stage), fragment };
}

/** A full disk as what it is; anything else is a fault of our own. `problem` says what could not be done. */
export function fullDiskOrOurs(error: unknown, stage: Stage, problem = 'the disk is full'): Failure {
  if (isNoSpace(error)) return failure('disk-limit', stage, `${problem}: ${(error as Error).message}`);
  return internalFailure(error, stage);
}

/** Errors of system calls name the call; those that Node throws for wrong arguments do not. */
function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

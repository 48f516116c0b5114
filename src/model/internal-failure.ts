import { type Failure, failure, type Stage } from './failures.ts';

/** A fault of our own, with where it happened. */
export function internalFailure(error: unknown, stage: Stage = 'process'): Failure {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure('internal', stage, message);
}

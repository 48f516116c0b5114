/**
 * What was asked for cannot be done as asked: the command line prints the sentence and a hint, and exits with 2.
 * The message says what is wrong and, where it is not plain, what to write instead.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

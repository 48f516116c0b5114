/** A store's file cannot be used as it is: a newer version wrote it, or it is damaged. Nothing in it was changed. */
export class UnusableStoreError extends Error {
  override readonly name = 'UnusableStoreError';

  constructor(
    message: string,
    /** What to do about it, a sentence. */
    readonly help: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Something that set-up cannot mend by itself, in a sentence for the person who runs it. */
export class SetupError extends Error {
  name = 'SetupError';
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A measure that something hostile has to get past, and the change that switches it off. */
export interface Control {
  /** What holds while it is on. */
  readonly name: string;
  /** Relative to the root of the project. */
  readonly file: string;
  /** Must be in the file; what comes first is replaced. */
  readonly find: string;
  readonly replace: string;
  /** All of it is replaced. */
  readonly everywhere?: boolean;
  /** The test files that should notice: for mocha, or for Python's unittest. */
  readonly tests: readonly string[];
  /** Only tests whose title has this in it. */
  readonly only?: string;
}

type Change = readonly [name: string, find: string, replace: string];

/** Controls of one file with the tests that are for them. */
export function controlsOf(file: string, tests: readonly string[], ...changes: readonly Change[]): Control[] {
  return changes.map(([name, find, replace]) => ({ name, file, find, replace, tests }));
}

/** The same where only some tests of the files are to run. */
export function onlyTests(only: string, controls: readonly Control[]): Control[] {
  return controls.map((control) => ({ ...control, only }));
}

/** The same where it is switched off at every place in the file. */
export function everywhere(controls: readonly Control[]): Control[] {
  return controls.map((control) => ({ ...control, everywhere: true }));
}

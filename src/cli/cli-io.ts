/** The part of a stream that commands use; `process.stdout` is one. */
export interface TextOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command may touch of its process. Tests give it one of their own. */
export interface CliIo {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative arguments start from here. */
  readonly cwd: string;
  /** Aborted when nobody reads the output any more, as after `| head`. */
  readonly outputLost: AbortSignal;
  /**
   * Sets what the process exits with once the command has returned: 0 done, 1 failed, 2 usage, 3 refused, 4 no engine.
   */
  setExitCode(code: 0 | 1 | 2 | 3 | 4 | 130): void;
}

/** Colour only on a terminal, and never where NO_COLOR asks for none. */
export function wantsColor(output: TextOutput, env: CliIo['env']): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return output.isTTY === true && env.TERM !== 'dumb';
}

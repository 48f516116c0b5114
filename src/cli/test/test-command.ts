import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { runCommand } from '../run/run-command.ts';
import type { RunFlags } from '../run/run-flags.ts';
import { Trial } from './trial.ts';

type Taken = 'data' | 'out' | 'strictResults' | 'limit' | 'param' | 'runtime' | 'ociRuntime' | 'processor';

/** The options of `butcher test` as they were given, each valid by itself. */
export interface TestFlags extends Pick<RunFlags, Taken | 'allowUnbounded' | 'json' | 'quiet'> {
  readonly fragments: number;
}

/** What a run has that a trial does not choose: nothing is kept to go on with, and one worker takes them in turn. */
const fixed = { workers: 1, resume: false, retries: 2, onError: 'fail' } as const;

/** Runs the first fragments of a job as `butcher run` runs all. Returns the exit code; throws as that does. */
export async function testCommand(path: string, flags: TestFlags, io: CliIo): Promise<ExitCode> {
  const { fragments, ...taken } = flags;
  const discard = flags.out === undefined && { discard: true as const };
  return runCommand(path, { ...taken, ...fixed, ...discard }, io, new Trial(fragments, flags, io));
}

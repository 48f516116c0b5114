import { runCli } from '../../src/cli/run-cli.ts';

export interface ButcherRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a `butcher` command line in this process, with everything else real: no build is needed, and no start paid for.
 */
export async function runButcher(
  args: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ButcherRun> {
  let exitCode = 0;
  const output = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      output[name] += text;
    },
  });
  await runCli(args, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: { ...process.env, ...place.env },
    cwd: place.cwd,
    outputLost: new AbortController().signal,
    setExitCode: (code) => {
      exitCode ||= code;
    },
  });
  return { exitCode, ...output };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config.ts';
import { entryPoint } from '../../jobs/containers/entry-points.ts';
import { writePackage } from '../../package/write-package.ts';
import type { CliIo, TextOutput } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { noIsolation } from '../run/run-planned.ts';
import { UsageError } from '../usage-error.ts';
import type { ReplayParts } from './replay-parts.ts';

const driver = fileURLToPath(new URL('../../../sandbox/replay/process_fragment.py', import.meta.url));

export interface Foreground {
  /** Aborted: the replay is to end, and all that it has started. */
  readonly signal: AbortSignal;
  /** There is somebody to debug: the Python stays where the terminal's keys reach it. */
  readonly atTerminal: boolean;
}

/**
 * Processes a fragment in a Python of this machine that has the terminal, so that a debugger can be used. With exit
 * code 0 the result is in the folder's file `result`.
 */
export async function runInForeground(
  { fragment, source, folder }: ReplayParts,
  config: Config,
  io: CliIo,
  { signal, atTerminal }: Foreground,
): Promise<ExitCode> {
  io.stderr.write(`${noIsolation}\n`);
  const packageFolder = join(folder, 'package');
  await writePackage(source, packageFolder);
  const fragmentFile = join(folder, 'fragment');
  await writeFile(fragmentFile, fragment.bytes, { flag: 'wx', mode: 0o600 });
  const paramsFile = join(folder, 'params.json');
  await writeFile(paramsFile, JSON.stringify(fragment.params ?? null), { flag: 'wx', mode: 0o600 });
  const { entryFile, entryNames, importFolders } = entryPoint('worker', source.layout, packageFolder);
  const args = [
    ...['-s', '-P', '-X', 'utf8', driver, packageFolder, entryFile],
    ...[entryNames.join(delimiter), importFolders.join(delimiter)],
    ...[fragmentFile, paramsFile, join(folder, 'result')],
  ];
  const outputs = [io.stdout, io.stderr];
  if (signal.aborted) return 130;
  const child = spawn(config.python, args, {
    // At a terminal it has to stay in its group; else it has its own, so that a kill reaches its children, too.
    detached: !atTerminal,
    stdio: [
      'inherit',
      ...outputs.map((output) => (output.isTTY === true ? 'inherit' : 'pipe')),
      // Ends with this process, however it ends.
      'pipe',
    ] as ('inherit' | 'pipe')[],
    env: { ...io.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
  });
  pass(child.stdout, io.stdout);
  pass(child.stderr, io.stderr);
  const kill = () => {
    if (atTerminal || child.pid === undefined) child.kill('SIGKILL');
    else killGroup(child.pid);
  };
  const stop = () => {
    kill();
    // Whoever has left the group may hold them open for ever.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  signal.addEventListener('abort', stop);
  child.once('exit', () => {
    kill();
    child.stdio[3]?.destroy();
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === null || signal.aborted) return 130;
    return code === 0 ? 0 : 1;
  } catch (error) {
    throw new UsageError(
      `${config.python} could not be started (${(error as Error).message}); BUTCHER_PYTHON names another Python.`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {}
}

function pass(from: NodeJS.ReadableStream | null, to: TextOutput): void {
  from?.setEncoding('utf8').on('data', (text) => to.write(text));
}

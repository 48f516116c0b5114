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

/**
 * Processes a fragment in a Python of this machine that has the terminal, so that a debugger can be used. With exit
 * code 0 the result is in the folder's file `result`.
 */
export async function runInForeground(
  { fragment, source, folder }: ReplayParts,
  config: Config,
  io: CliIo,
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
  const child = spawn(config.python, args, {
    stdio: ['inherit', ...outputs.map((output) => (output.isTTY === true ? 'inherit' : 'pipe'))] as (
      | 'inherit'
      | 'pipe'
    )[],
    env: { ...io.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
  });
  pass(child.stdout, io.stdout);
  pass(child.stderr, io.stderr);
  // Ctrl-C is for the debugger.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === null) return 130;
    return code === 0 ? 0 : 1;
  } catch (error) {
    throw new UsageError(
      `${config.python} could not be started (${(error as Error).message}); BUTCHER_PYTHON names another Python.`,
    );
  } finally {
    process.off('SIGINT', ignore);
  }
}

function pass(from: NodeJS.ReadableStream | null, to: TextOutput): void {
  from?.setEncoding('utf8').on('data', (text) => to.write(text));
}

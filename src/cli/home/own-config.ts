import { type Config, readConfig } from '../../config.ts';
import { secureHome } from '../../home/secure-home.ts';
import { findUnfinishedRestore } from '../../home/unfinished-restore.ts';
import type { CliIo } from '../cli-io.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The configuration of a command that uses the home, which is this user's alone and no restore has left half done.
 * Throws UsageError.
 */
export async function ownConfig(io: CliIo): Promise<Config> {
  const config = await configToRestore(io);
  const unfinished = await findUnfinishedRestore(config.home);
  if (unfinished !== null) throw new UsageError(`${unfinished.message} ${unfinished.help}`);
  return config;
}

/** The same for the one command that may go on with a restore. */
export async function configToRestore(io: CliIo): Promise<Config> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const problem = await secureHome(config.home);
  if (problem !== null) throw new UsageError(problem);
  return config;
}

import { type Config, readConfig } from '../../config.ts';
import { secureHome } from '../../home/secure-home.ts';
import type { CliIo } from '../cli-io.ts';
import { UsageError } from '../usage-error.ts';

/** The configuration of a command that uses the home, which is this user's alone. Throws UsageError. */
export async function ownConfig(io: CliIo): Promise<Config> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const problem = await secureHome(config.home);
  if (problem !== null) throw new UsageError(problem);
  return config;
}

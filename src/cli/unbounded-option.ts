import { Option } from 'commander';
import type { Config } from '../config.ts';

export interface UnboundedFlag {
  readonly allowUnbounded?: true;
}

/** `--allow-unbounded`, for the commands that run jobs on this machine's engine. */
export function unboundedOption(): Option {
  return new Option(
    '--allow-unbounded',
    'run although the engine cannot bound memory, processes or cores; for your own code only',
  );
}

/** The configuration with what the flag allows. It is never taken from the record of a job. */
export function withUnbounded(config: Config, { allowUnbounded }: UnboundedFlag): Config {
  return allowUnbounded === true ? { ...config, engine: { ...config.engine, allowUnbounded } } : config;
}

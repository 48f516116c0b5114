import { Option } from 'commander';
import { parseOciRuntime } from './run-flags.ts';

/** `--runtime`, for the commands that begin a job on this machine. */
export function runtimeOption(): Option {
  return new Option(
    '--runtime <docker|process>',
    'process: plain processes with NO isolation, for your own code only',
  )
    .choices(['docker', 'process'])
    .default('docker');
}

/** `--engine`, for the commands that begin a job on this machine, or go on with one, and in other words for others. */
export function engineOption(
  meaning = "swarm: workers on all machines of the Docker Swarm that this one's engine manages",
): Option {
  return new Option('--engine <own|swarm>', meaning).choices(['own', 'swarm']).default('own');
}

/** `--oci-runtime`, for all that say how a new job's containers are run. */
export function ociRuntimeOption(): Option {
  return new Option('--oci-runtime <NAME>', 'run containers with another runtime, such as runsc').argParser(
    parseOciRuntime,
  );
}

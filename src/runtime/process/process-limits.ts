import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * A command that limits itself as far as the system helps with, and then becomes `command`: no core files, and on
 * Linux bounded data memory and an end together with the chief. Best effort: this is comfort, not isolation.
 */
export function limitedCommand(
  command: readonly string[],
  memoryBytes: number,
  searchPath: string = process.env.PATH ?? '',
): string[] {
  const limits: string[] = [];
  if (isInstalled('prlimit', searchPath)) limits.push('prlimit', '--core=0', `--data=${memoryBytes}`, '--');
  if (isInstalled('setpriv', searchPath)) limits.push('setpriv', '--pdeathsig', 'KILL', '--');
  return [...limits, ...command];
}

function isInstalled(program: string, searchPath: string): boolean {
  return (
    process.platform === 'linux' &&
    searchPath.split(delimiter).some((folder) => existsSync(join(folder, program)))
  );
}

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, getuid, platform } from 'node:process';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** Where programs are, the administrator's folders included, which are not on every root's PATH. */
export const programPath = [env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);

export function isInstalled(program) {
  return programPath.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Whether packages can be installed here: Debian, Ubuntu and the like, as root. */
export function canInstall() {
  return platform === 'linux' && getuid() === 0 && isInstalled('apt-get');
}

/** Installs Debian packages; also mends an installation that was cut short, and fetches package lists if need be. */
export async function installPackages(packages, say) {
  say(`installing ${packages.join(', ')}`);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if ((await apt('apt-get', install)).code === 0) return;
  await apt('dpkg', ['--configure', '-a']);
  await apt('apt-get', ['update']);
  const { code, output } = await apt('apt-get', install);
  if (code !== 0) throw new SetupError(`apt-get could not install ${packages.join(', ')}:\n${output}`);
}

function apt(program, args) {
  const patience = program === 'apt-get' ? ['-o', 'DPkg::Lock::Timeout=300'] : [];
  return runCommand(program, [...patience, ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive', PATH: programPath, LC_ALL: 'C.UTF-8' },
  });
}

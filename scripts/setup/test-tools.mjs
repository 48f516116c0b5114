import { getuid } from 'node:process';
import { canInstall, installPackages, isInstalled, programPath } from './apt.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const isRoot = getuid?.() === 0;

/** What the tests need of this machine beside the engine: how to see whether it is there, and Debian's package. */
const tools = [
  {
    what: 'Python 3.11 or later',
    debian: 'python3',
    isThere: () => python('import sys; sys.exit(sys.version_info < (3, 11))'),
  },
  { what: 'mypy', debian: 'mypy', isThere: async () => isInstalled('mypy') },
  // Completion is tried in them.
  { what: 'zsh', debian: 'zsh', isThere: async () => isInstalled('zsh') },
  { what: 'fish', debian: 'fish', isThere: async () => isInstalled('fish') },
  // What an operator puts before a chief, and has look at its unit.
  { what: 'nginx', debian: 'nginx-light', isThere: async () => isInstalled('nginx') },
  { what: 'Caddy', debian: 'caddy', isThere: async () => isInstalled('caddy') },
  { what: 'openssl', debian: 'openssl', isThere: async () => isInstalled('openssl') },
  { what: 'systemd-analyze', debian: 'systemd', isThere: async () => isInstalled('systemd-analyze') },
  // The page is tried in it.
  { what: 'Chromium', debian: 'chromium', isThere: async () => isInstalled('chromium') },
  // Its tests run as root only, as which it needs no more than its packages.
  { what: 'Podman', debian: 'podman', isThere: async () => !isRoot || isInstalled('podman') },
  { what: 'catatonit', debian: 'catatonit', isThere: async () => !isRoot || isInstalled('catatonit') },
  {
    what: 'a container registry',
    debian: 'docker-registry',
    isThere: async () => !isRoot || isInstalled('docker-registry'),
  },
  // Machines of a cluster are network namespaces.
  { what: 'ip', debian: 'iproute2', isThere: async () => !isRoot || isInstalled('ip') },
  { what: 'runc', debian: 'runc', isThere: async () => !isRoot || isInstalled('runc') },
];

/** Makes sure of the tools that only tests need. */
export async function ensureTestTools(say) {
  const missing = [];
  for (const tool of tools) if (!(await tool.isThere())) missing.push(tool);
  if (missing.length === 0) return;
  const names = missing.map(({ what }) => what).join(', ');
  if (!canInstall())
    throw new SetupError(`The tests need ${names} on this machine; install it and run them again.`);
  await installPackages(
    missing.map(({ debian }) => debian),
    say,
  );
}

async function python(program) {
  return (await runCommand('python3', ['-c', program], { env: { PATH: programPath } })).code === 0;
}

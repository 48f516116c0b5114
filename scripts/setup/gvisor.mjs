import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { installPackages, isInstalled } from './apt.mjs';
import { livingPid } from './dockerd.mjs';
import { SetupError } from './setup-error.mjs';

const configFile = '/etc/docker/daemon.json';
/** Sockets of the host's folders must be open to the sandbox, for the bridge; it needs no network of its own. */
const runsc = {
  path: '/usr/bin/runsc',
  runtimeArgs: ['--platform=ptrace', '--fsgofer-host-uds', '--network=none'],
};
const patienceMs = 10_000;

/** Installs gVisor and registers it with the running engine as the OCI runtime `runsc`. */
export async function installGvisor({ client, managed }, say) {
  if (await isRegistered(client)) return;
  if (!managed)
    throw new SetupError(
      'This engine is not managed here: register runsc with it as its own documentation says.',
    );
  if (!isInstalled('runsc')) await installPackages(['runsc'], say);
  say('registering runsc with the container engine');
  const config = readConfig();
  config.runtimes = { ...config.runtimes, runsc };
  mkdirSync('/etc/docker', { recursive: true });
  writeFileSync(`${configFile}.new`, `${JSON.stringify(config, null, 2)}\n`);
  renameSync(`${configFile}.new`, configFile);
  const pid = livingPid('/var/run/docker.pid', 'dockerd');
  if (pid === null)
    throw new SetupError('The container engine has no process of its own here; restart it to use runsc.');
  kill(pid, 'SIGHUP');
  const until = performance.now() + patienceMs;
  while (!(await isRegistered(client))) {
    if (performance.now() > until)
      throw new SetupError(`The container engine does not take runsc from ${configFile}.`);
    await delay(100);
  }
}

async function isRegistered(client) {
  return Object.hasOwn((await client.info()).Runtimes ?? {}, 'runsc');
}

function readConfig() {
  try {
    return JSON.parse(readFileSync(configFile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw new SetupError(`${configFile} cannot be read: ${error.message}`);
  }
}

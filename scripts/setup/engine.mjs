import { join } from 'node:path';
import { env } from 'node:process';
import { canInstall, installPackages, isInstalled } from './apt.mjs';
import { startDockerd } from './dockerd.mjs';
import { withLock } from './lock.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** Debian's packages for an engine, by a program that each one brings. */
const enginePackages = { dockerd: 'docker.io', iptables: 'iptables' };
const unavailable = 4;

/**
 * Resolves with the engine that answers: `{client, managed}`. If none does and none was chosen by DOCKER_HOST or a
 * docker context, installs and starts Debian's, where that is possible. `managed` tells that it is this machine's own
 * Docker, for which packages may be installed. `onStarted` gets the process id of an engine that this call started.
 */
export async function ensureEngine(root, say, onStarted) {
  const { chosenEngine, findEngine } = await import(
    join(root, 'dist/runtime/docker/engine/engine-endpoint.js')
  );
  const { EngineClient } = await import(join(root, 'dist/runtime/docker/engine/engine-client.js'));
  const reach = async () => {
    const endpoint = await findEngine();
    const client = await EngineClient.open(endpoint);
    await client.version();
    return { client, managed: canInstall() && endpoint.path === '/var/run/docker.sock' && !env.DOCKER_HOST };
  };
  try {
    return await reach();
  } catch (error) {
    const isChosen = chosenEngine(env) !== null;
    if (isChosen || !canInstall()) throw notThere(error, isChosen);
  }
  return withLock('engine', say, async () => {
    const answering = await reach().catch(() => null);
    if (answering !== null) return answering;
    const missing = Object.entries(enginePackages).filter(([program]) => !isInstalled(program));
    if (missing.length > 0)
      await installPackages(
        missing.map(([, name]) => name),
        say,
      );
    return start(reach, say, onStarted);
  });
}

async function start(reach, say, onStarted) {
  // A service manager, if there is one, starts the service when it is installed, and wants to be asked otherwise.
  const service = await runCommand('systemctl', ['start', 'docker']);
  const answering = service.code === 0 ? await reach().catch(() => null) : null;
  return answering ?? startDockerd(reach, say, onStarted);
}

function notThere(error, isChosen) {
  const { message, help } = error.failure ?? { message: error.message, help: 'setup' };
  const remedy = isChosen
    ? 'Start it, or choose another one with DOCKER_HOST or `docker context use`.'
    : 'Install Docker or Podman, start it, and run this again.';
  // Where the help is to run set-up, this is set-up, and it cannot.
  return new SetupError(`${message} ${/setup/.test(help) ? remedy : help}`, unavailable);
}

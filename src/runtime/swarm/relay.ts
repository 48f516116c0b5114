import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { reachableAddress } from '../../bridge/transports/reachable-address.ts';
import { type ChiefIdentity, formatChief } from '../chief-identity.ts';
import type { OpenGate } from '../cluster/cluster-engine.ts';
import type { EngineClient } from '../docker/engine/engine-client.ts';
import { unavailable } from '../docker/engine/engine-failure.ts';
import { gateCommand } from '../docker/image/image-names.ts';
import { makeSocketFolder } from '../socket-folder.ts';
import { upperAddress } from './network-halves.ts';
import { relayLabel, relayPort } from './swarm-names.ts';

/** The network between workers and chief. */
export interface OverlayNetwork {
  readonly id: string;
  readonly name: string;
  /** Its addresses, as 10.213.0.0/16. */
  readonly subnet: string;
}

export interface RelayOptions {
  readonly engine: EngineClient;
  /** Id of the image on the chief's own engine. */
  readonly image: string;
  readonly network: OverlayNetwork;
  readonly chief: ChiefIdentity;
  /** Folder of the chief's home. */
  readonly home: string;
  readonly seccomp: string;
}

const folderInside = '/run/butcher';
const socketName = 'chief.sock';
const startMs = 20_000;
const againMs = 500;
const firstTries = 10;
const nobody = '65534:65534';
const MiB = 1024 * 1024;

/**
 * The way from the cluster's network to this process: a container of the chief's own engine that carries connections to
 * a Unix socket here, and sees nothing but TLS. Its address is known at once; to connect it takes a Swarm a second. One
 * that dies is started again, under the same address. It ends with this process, whatever ends that.
 */
export async function openRelay(
  options: RelayOptions,
  onConnection: (stream: Duplex) => void,
): Promise<OpenGate> {
  const address = upperAddress(options.network.subnet);
  const folder = await makeSocketFolder(options.home, options.chief);
  const { address: socket, anchor } = await reachableAddress(folder, socketName);
  const server = createServer({ pauseOnConnect: true }, onConnection);
  const running: { stdin: Duplex | null; closed: boolean } = { stdin: null, closed: false };
  let opened: Promise<void> = Promise.resolve();
  const close = async () => {
    running.closed = true;
    running.stdin?.destroy();
    // The socket is gone as soon as that returns.
    server.close();
    await opened.catch(() => {});
    await anchor?.close();
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (first: boolean): Promise<StartedRelay> => {
    const next = await (first ? startFirst(options, folder, address) : startRelay(options, folder, address));
    running.stdin = next.stdin;
    if (running.closed) next.stdin.destroy();
    return next;
  };
  const keepRunning = async (ended: Promise<void>): Promise<void> => {
    await ended;
    while (!running.closed) {
      try {
        const next = await start(false);
        await next.ended;
      } catch {
        await delay(againMs);
      }
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socket, resolve);
    });
    // The relay is nobody here; who may enter the folder is the engine's matter.
    await chmod(join(folder, socketName), 0o666);
    await chmod(folder, 0o711);
  } catch (error) {
    await close();
    throw error;
  }
  opened = start(true).then(({ ended }) => void keepRunning(ended));
  opened.catch(() => close().catch(() => {}));
  return { address: `${address}:${relayPort}`, opened, close };
}

/** The machine may be about to take down the network that the last relay has left. */
async function startFirst(options: RelayOptions, folder: string, address: string): Promise<StartedRelay> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startRelay(options, folder, address);
    } catch (error) {
      if (attempt === firstTries || !/network \w{1,64} not found/.test(String(error))) throw error;
      await delay(againMs);
    }
  }
}

interface StartedRelay {
  /** Ends the relay when it does. */
  readonly stdin: Duplex;
  readonly ended: Promise<void>;
}

async function startRelay(
  { engine, image, network, chief, seccomp }: RelayOptions,
  folder: string,
  address: string,
): Promise<StartedRelay> {
  const container = await engine.docker.createContainer({
    Image: image,
    Entrypoint: [...gateCommand, 'relay'],
    Cmd: [],
    User: nobody,
    Labels: { [relayLabel]: formatChief(chief) },
    Env: [`BUTCHER_PORT=${relayPort}`, `BUTCHER_SOCKET=${folderInside}/${socketName}`],
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      Init: true,
      AutoRemove: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${seccomp}`],
      NetworkMode: network.name,
      Memory: 256 * MiB,
      MemorySwap: 256 * MiB,
      PidsLimit: 16,
      LogConfig: { Type: 'none', Config: {} },
      Mounts: [{ Type: 'bind', Source: folder, Target: folderInside, ReadOnly: true }],
    },
    NetworkingConfig: { EndpointsConfig: { [network.name]: { IPAMConfig: { IPv4Address: address } } } },
  });
  const stdin = await engine.attach(container.id, { stdin: true });
  const ended = new Promise<void>((resolve) => stdin.once('close', () => resolve()));
  try {
    const listening = new Promise<void>((resolve) => stdin.once('data', () => resolve()));
    await container.start();
    const state = await Promise.race([
      listening.then(() => 'listens' as const),
      ended.then(() => 'ended' as const),
      delay(startMs).then(() => 'silent' as const),
    ]);
    if (state !== 'listens') throw noRelay(state);
    stdin.resume();
    return { stdin, ended };
  } catch (error) {
    stdin.destroy();
    await container.remove({ force: true }).catch(() => {});
    throw error;
  }
}

function noRelay(state: 'ended' | 'silent') {
  return unavailable(
    `The relay between the cluster's network and this chief ${state === 'ended' ? 'ended' : 'did not answer'}.`,
    'Look at the log of the container engine on this machine, and try again.',
  );
}

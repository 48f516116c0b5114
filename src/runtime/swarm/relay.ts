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
import { upperAddresses } from './network-halves.ts';
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
/** Its engine may have died with it. */
const removalMs = 10_000;
const againMs = 500;
/** Where a relay may be; the next one is taken where it could not be started with one. */
const addressCount = 4;
/** For how long the first is tried: an engine gives up an address that another has after 20 s. */
const patienceMs = 30_000;
/** The machine takes down a network that nobody on it is left on, and what starts meanwhile finds none. */
const settleMs = 1500;
const nobody = '65534:65534';
const MiB = 1024 * 1024;

/**
 * The way from the cluster's network to this process: a container of the chief's own engine that carries connections to
 * a Unix socket here, and sees nothing but TLS. Its addresses are known at once, of which it has one at a time; to
 * connect it takes a Swarm a second. One that dies is started again. It ends with this process, whatever ends that.
 */
export async function openRelay(
  options: RelayOptions,
  onConnection: (stream: Duplex) => void,
): Promise<OpenGate> {
  const addresses = upperAddresses(options.network.subnet, addressCount);
  const folder = await makeSocketFolder(options.home, options.chief);
  const { address: socket, anchor } = await reachableAddress(folder, socketName);
  const server = createServer({ pauseOnConnect: true }, onConnection);
  const running: { stdin: Duplex | null; closed: boolean; turn: number } = {
    stdin: null,
    closed: false,
    turn: 0,
  };
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
  const start = async (): Promise<StartedRelay> => {
    try {
      const next = await startRelay(options, folder, addresses[running.turn % addresses.length]!);
      running.stdin = next.stdin;
      if (running.closed) next.stdin.destroy();
      return next;
    } catch (error) {
      // An engine keeps the address of a container that it could not start.
      running.turn += 1;
      throw error;
    }
  };
  const startFirst = async (): Promise<StartedRelay> => {
    for (const endMs = performance.now() + patienceMs; ; await delay(againMs)) {
      try {
        return await start();
      } catch (error) {
        // The machine may be about to take down the network that the last relay has left, or another has the address.
        const mayPass = /network \w{1,64} not found|attaching to network failed/.test(String(error));
        if (!mayPass || running.closed || performance.now() > endMs) throw error;
      }
    }
  };
  const keepRunning = async (ended: Promise<void>): Promise<void> => {
    await ended;
    while (!running.closed) {
      await delay(settleMs, undefined, { ref: false });
      if (running.closed) return;
      try {
        const next = await start();
        await next.ended;
      } catch {
        // It is tried again.
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
  opened = startFirst().then(({ ended }) => void keepRunning(ended));
  opened.catch(() => close().catch(() => {}));
  return { addresses: addresses.map((address) => `${address}:${relayPort}`), opened, close };
}

interface StartedRelay {
  /** Ends the relay when it does. */
  readonly stdin: Duplex;
  /** It is gone, and what it had of the network. */
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
  const closed = new Promise<void>((resolve) => stdin.once('close', () => resolve()));
  // Asked for its address before the last one has given it back, the manager gives it to nobody any more.
  const removed: Promise<unknown> = container.wait({ condition: 'removed' });
  removed.catch(() => {});
  const ended = closed.then(async () => {
    await Promise.race([removed.catch(() => {}), delay(removalMs, undefined, { ref: false })]);
  });
  try {
    const listening = new Promise<void>((resolve) => stdin.once('data', () => resolve()));
    await container.start();
    const state = await Promise.race([
      listening.then(() => 'listens' as const),
      closed.then(() => 'ended' as const),
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

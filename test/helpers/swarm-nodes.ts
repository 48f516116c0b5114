import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { isRunning, ownIdentity, type ProcessIdentity } from '../../src/host/process-identity.ts';
import { inSequence } from '../../src/runtime/swarm/in-sequence.ts';
import { ImageFiles } from './swarm/image-files.ts';
import { NodeEngine } from './swarm/node-engine.ts';
import { limitGroups } from './swarm/node-groups.ts';
import { NodeNetwork } from './swarm/node-network.ts';
import type { Undo } from './undo.ts';

/** A machine that is a network namespace with an engine of its own; its name is its hostname, too. */
export type SwarmNode = Pick<NodeEngine, 'name' | 'socket' | 'docker'>;

export interface SwarmNodesOptions {
  /** Indices of machines that do not get the image. */
  readonly without?: readonly number[];
  /** Folder in which another version of Docker is unpacked; else that of this machine. */
  readonly dockerHome?: string | null;
  /** Takes the cluster down when a signal ends this process. */
  readonly undo?: Undo;
}

/** What `owner.json` of a cluster's folder says. */
interface Owner {
  readonly process: ProcessIdentity;
  readonly tag: string;
  readonly count: number;
}

const prefix = 'butcher-swarm-';
const lookMs = 25;
const patienceMs = 20_000;
/** A machine that was lost is known to its manager again. */
const readyMs = 120_000;

/**
 * A Swarm of machines that are network namespaces of this one, joined by a bridge: the first one is its manager and the
 * chief's own. Needs root. The image's layers are those of this machine's engine, hard-linked. What a process that was
 * killed has left of one is removed by the next.
 */
export class SwarmNodes {
  readonly nodes: readonly SwarmNode[];
  readonly #folder: string;
  readonly #engines: readonly NodeEngine[];
  readonly #network: NodeNetwork;
  #registry: ChildProcess | null = null;
  #rising: Promise<void> = Promise.resolve();
  #down: Promise<void> | null = null;

  private constructor(folder: string, { tag, count, process: { pid } }: Owner, dockerHome: string | null) {
    this.#folder = folder;
    const names = Array.from({ length: count }, (_, index) => `${tag}${index + 1}`);
    // Numbers that no other cluster of this process or its like has.
    this.#network = new NodeNetwork(tag, names, 100 + (pid % 100));
    const shared = { folder, insecure: this.#network.range, dockerHome };
    this.#engines = names.map(
      (name, index) => new NodeEngine({ ...shared, name, bridge: `172.2${index + 1}.0.1/16` }),
    );
    this.nodes = this.#engines;
  }

  /** Resolves when `count` machines are one Swarm and have the image. */
  static async up(
    count: number,
    image: string,
    { without = [], dockerHome = null, undo }: SwarmNodesOptions = {},
  ): Promise<SwarmNodes> {
    await SwarmNodes.sweep();
    const folder = await mkdtemp(join(tmpdir(), prefix));
    const owner = { process: ownIdentity(), tag: `b${process.pid.toString(36)}n`, count };
    await writeFile(join(folder, 'owner.json'), JSON.stringify(owner));
    const cluster = new SwarmNodes(folder, owner, dockerHome);
    undo?.add(() => cluster.down());
    cluster.#rising = cluster.#rise(image, without);
    try {
      await cluster.#rising;
      return cluster;
    } catch (error) {
      await cluster.down();
      throw error;
    }
  }

  /** Removes the clusters whose processes were killed. Resolves with how many they were. */
  static async sweep(): Promise<number> {
    const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
    let swept = 0;
    for (const name of names) {
      const folder = join(tmpdir(), name);
      const owner = ownerOf(folder);
      if (owner === null || isRunning(owner.process)) continue;
      await new SwarmNodes(folder, owner, null).down();
      swept += 1;
    }
    return swept;
  }

  get manager(): SwarmNode {
    return this.nodes[0]!;
  }

  /** The cable is pulled out; `heal` puts it back. */
  cut(node: SwarmNode): Promise<void> {
    return this.#network.cut(node.name);
  }

  /** Half of the cable: what others say does not reach the machine; `heal` mends it. */
  deafen(node: SwarmNode): Promise<void> {
    return this.#network.deafen(node.name);
  }

  /** The other half: what the machine says reaches nobody; `heal` mends it. */
  silence(node: SwarmNode): Promise<void> {
    return this.#network.silence(node.name);
  }

  /** The wire to it takes no packets of the workers' network that are longer than 1,000 bytes; `heal` mends it. */
  narrow(node: SwarmNode): Promise<void> {
    return this.#network.narrow(node.name);
  }

  heal(node: SwarmNode): Promise<void> {
    return this.#network.heal(node.name);
  }

  /** Kills the engine and leaves its containers running; `startEngine` starts it again. */
  killEngine(node: SwarmNode): Promise<void> {
    return this.#engineOf(node).killDaemon();
  }

  /** Kills the engine and all that runs on the machine. */
  killMachine(node: SwarmNode): Promise<void> {
    return this.#engineOf(node).killAll();
  }

  /** Resolves when the engine answers. */
  startEngine(node: SwarmNode): Promise<void> {
    return this.#engineOf(node).start();
  }

  /** All containers of the machine together get so much of a processor; null: as much as there is. */
  limitCpus(node: SwarmNode, cpus: number | null): Promise<void> {
    return limitGroups(node.name, cpus);
  }

  /** Gives all machines another image of this machine's own engine. */
  async load(image: string): Promise<void> {
    const file = join(this.#folder, 'image.tar');
    await execa('docker', ['save', '--output', file, await nameOf(image)]);
    for (const { socket } of this.nodes)
      await execa('docker', ['--host', `unix://${socket}`, 'load', '--quiet', '--input', file]);
    await rm(file);
  }

  /** Starts a container registry on the manager, which all machines may use without TLS; its address. */
  async startRegistry(): Promise<string> {
    const config = join(this.#folder, 'registry.yml');
    const host = this.#network.address(this.manager.name);
    const storage = { filesystem: { rootdirectory: join(this.#folder, 'registry') } };
    await writeFile(
      config,
      JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http: { addr: `${host}:5000` } }),
    );
    const inside = [`--net=/run/netns/${this.manager.name}`];
    this.#registry = spawn('nsenter', [...inside, 'docker-registry', 'serve', config], { stdio: 'ignore' });
    const ask = ['-c', `import socket; socket.create_connection(("${host}", 5000), 1)`];
    await until('the registry', patienceMs, async () => {
      await execa('nsenter', [...inside, 'python3', ...ask]);
      return true;
    });
    return `${host}:5000`;
  }

  async setAvailability(node: SwarmNode, Availability: 'active' | 'drain' | 'pause'): Promise<void> {
    await this.#update(node, { Availability });
  }

  async label(node: SwarmNode, Labels: Readonly<Record<string, string>>): Promise<void> {
    await this.#update(node, { Labels });
  }

  /** Resolves when the manager takes all machines for ready, and can write that down. */
  async ready(): Promise<void> {
    await until('one of the machines', readyMs, async () => {
      const listed = await this.#listed();
      const ready = listed.filter(({ Status }) => Status.State === 'ready');
      if (ready.length < this.nodes.length) return false;
      await this.#update(this.manager, {});
      return true;
    });
  }

  /** Ends and removes all of it: processes, namespaces, control groups, mounts and folders. */
  down(): Promise<void> {
    this.#down ??= this.#takeDown();
    return this.#down;
  }

  async #rise(image: string, without: readonly number[]): Promise<void> {
    const steps = [
      () => Promise.all([this.#linkImage(image, without), this.#network.make()]),
      () => this.#gather(),
    ];
    for (const step of steps) {
      if (this.#down !== null) throw new Error('the cluster was taken down before it was up');
      await step();
    }
  }

  async #takeDown(): Promise<void> {
    // What is just being made can be removed once it is there.
    await this.#rising.catch(() => {});
    this.#registry?.kill();
    await Promise.all(this.#engines.map((engine) => engine.stop()));
    await this.#network.remove();
    const { stdout } = await execa('findmnt', ['-rno', 'TARGET'], { reject: false });
    const mounts = stdout.split('\n').filter((path) => path.startsWith(`${this.#folder}/`));
    for (const path of mounts.reverse()) await execa('umount', ['-l', path], { reject: false });
    for (const engine of this.#engines) await engine.remove();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  #engineOf(node: SwarmNode): NodeEngine {
    return this.#engines.find(({ name }) => name === node.name)!;
  }

  /** Writes to what the manager knows of the machine. */
  async #update(node: SwarmNode, change: Readonly<Record<string, unknown>>): Promise<void> {
    const { ID } = (await this.#listed()).find(({ Description }) => Description.Hostname === node.name)!;
    const known = this.manager.docker.getNode(ID);
    await inSequence(async () => {
      const { Version, Spec } = await known.inspect();
      await known.update({ ...Spec, version: Version.Index, ...change });
    });
  }

  async #listed(): Promise<readonly ListedNode[]> {
    return await this.manager.docker.listNodes();
  }

  async #linkImage(image: string, without: readonly number[]): Promise<void> {
    const files = await ImageFiles.of(image);
    const having = this.#engines.filter((_, index) => !without.includes(index));
    await Promise.all(having.map((engine) => files.linkInto(engine.path('data'))));
  }

  /** Starts the engines, of which none waits for another but to join the first. */
  async #gather(): Promise<void> {
    const [manager, ...others] = this.#engines as [NodeEngine, ...NodeEngine[]];
    const host = this.#network.address(manager.name);
    const led = manager.start().then(async () => {
      await manager.docker.swarmInit({ AdvertiseAddr: host, ListenAddr: `${host}:2377` });
      const { JoinTokens } = await manager.docker.swarmInspect();
      return JoinTokens.Worker;
    });
    const joined = others.map(async (node) => {
      await node.start();
      await node.docker.swarmJoin({
        JoinToken: await led,
        ListenAddr: '0.0.0.0:2377',
        AdvertiseAddr: this.#network.address(node.name),
        RemoteAddrs: [`${host}:2377`],
      });
    });
    await Promise.all([led, ...joined]);
  }
}

interface ListedNode {
  readonly ID: string;
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string };
}

/** What is saved by its name has that on other engines, too. */
async function nameOf(image: string): Promise<string> {
  return (await execa('docker', ['inspect', '--format', '{{index .RepoTags 0}}', image])).stdout;
}

/** Null: another process is about to make or to remove it. */
function ownerOf(folder: string): Owner | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as Owner;
  } catch {
    return null;
  }
}

async function until(what: string, withinMs: number, look: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await look().catch(() => false))) {
    if (performance.now() > endMs) throw new Error(`${what} does not come up`);
    await delay(lookMs);
  }
}

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { formatChief, thisChief } from '../../src/runtime/chief-identity.ts';
import {
  type ClusterEngine,
  type ClusterNode,
  type EnginePool,
  type EngineTask,
  keyFile,
  type OpenGate,
  type PoolSpec,
} from '../../src/runtime/cluster/cluster-engine.ts';
import { gateCommand } from '../../src/runtime/docker/image/image-names.ts';
import { sandboxLabels } from '../../src/runtime/labels.ts';
import type { MissingImage } from '../../src/runtime/runtime.ts';
import { unlockedLabel } from './container-witness.ts';

/** A cluster of one machine: containers of an engine, on an internal network of their own where the chief listens. */
export class LocalCluster implements ClusterEngine {
  readonly #docker: Docker;
  readonly #chief: string;
  #network: Docker.Network | null = null;

  constructor(docker: Docker, home: string) {
    this.#docker = docker;
    this.#chief = formatChief(thisChief(home));
  }

  async check(): Promise<void> {}

  async nodes(): Promise<readonly ClusterNode[]> {
    const machine = { cpus: cpus().length, memoryBytes: totalmem() };
    return [{ id: 'local', name: 'local', state: 'ready', isOwn: true, ...machine }];
  }

  async publish(imageId: string): Promise<string> {
    return imageId;
  }

  async machinesWithout(): Promise<MissingImage> {
    return { machines: [], help: '' };
  }

  async openGate(_image: string, onConnection: (stream: Duplex) => void): Promise<OpenGate> {
    const name = `butcher-test-${randomBytes(4).toString('hex')}`;
    const network = await this.#docker.createNetwork({ Name: name, Driver: 'bridge', Internal: true });
    this.#network = network;
    const { IPAM } = await network.inspect();
    const host = IPAM!.Config![0]!.Gateway!;
    const server: Server = createServer({ pauseOnConnect: true }, onConnection).listen(0, host);
    await once(server, 'listening');
    return {
      addresses: [`${host}:${(server.address() as AddressInfo).port}`],
      opened: Promise.resolve(),
      close: async () => {
        server.close();
        await network.remove();
      },
    };
  }

  createPool(spec: PoolSpec): Promise<EnginePool> {
    return LocalPool.make(this.#docker, this.#chief, this.#network!.id, spec);
  }

  async sweep(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}
}

/** As a Swarm service does: so many tasks, another one in the place of each that does not end with 0. */
class LocalPool implements EnginePool {
  readonly #tasks = new Map<string, Docker.Container>();
  readonly #starting = new Set<Promise<void>>();
  #wanted = 0;
  #removed = false;

  private constructor(
    readonly docker: Docker,
    readonly chief: string,
    readonly network: string,
    readonly folder: string,
    readonly spec: PoolSpec,
  ) {}

  static async make(docker: Docker, chief: string, network: string, spec: PoolSpec): Promise<LocalPool> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-key-'));
    await writeFile(join(folder, 'key'), spec.key);
    return new LocalPool(docker, chief, network, folder, spec);
  }

  async scale(tasks: number): Promise<void> {
    this.#wanted = tasks;
    while (this.#tasks.size < tasks) await this.#start();
  }

  avoid(): void {}

  async tasks(): Promise<readonly EngineTask[]> {
    return [...this.#tasks.keys()].map((id) => ({
      id,
      node: 'local',
      state: 'running',
      isWanted: true,
      problem: null,
    }));
  }

  async remove(): Promise<void> {
    this.#removed = true;
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#tasks.values()].map(removed));
    await rm(this.folder, { recursive: true, force: true });
  }

  #start(): Promise<void> {
    const started = this.#startOne().finally(() => this.#starting.delete(started));
    this.#starting.add(started);
    return started;
  }

  async #startOne(): Promise<void> {
    const { image, limits, memoryBytes, env, jobId } = this.spec;
    const id = randomBytes(12).toString('hex');
    const told = { ...env, BUTCHER_TASK: id, BUTCHER_NODE: 'local' };
    const container = await this.docker.createContainer({
      Image: image,
      Entrypoint: [...gateCommand],
      Cmd: [],
      User: '1900000000:1900000000',
      Env: Object.entries(told).map((entry) => entry.join('=')),
      // What an engine does not do for it the gate does itself, which its own tests show.
      Labels: { ...sandboxLabels(this.chief, jobId, 'worker'), [unlockedLabel]: '' },
      HostConfig: {
        Init: false,
        NetworkMode: this.network,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        Memory: memoryBytes,
        MemorySwap: memoryBytes,
        NanoCpus: Math.min(limits.cpus, cpus().length) * 1e9,
        PidsLimit: limits.pids,
        Tmpfs: { '/tmp': `size=${limits.scratchBytes}`, '/app': '' },
        Mounts: [{ Type: 'bind', Source: join(this.folder, 'key'), Target: keyFile, ReadOnly: true }],
      },
    });
    this.#tasks.set(id, container);
    await container.start();
    void this.#watch(id, container);
  }

  async #watch(id: string, container: Docker.Container): Promise<void> {
    const { StatusCode } = await container.wait().catch(() => ({ StatusCode: 0 }));
    await removed(container);
    this.#tasks.delete(id);
    if (StatusCode !== 0 && !this.#removed && this.#tasks.size < this.#wanted) await this.#start();
  }
}

async function removed(container: Docker.Container): Promise<void> {
  await container.remove({ force: true }).catch(() => {});
}

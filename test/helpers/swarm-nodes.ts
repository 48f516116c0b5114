import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Dockerode from 'dockerode';
import { execa } from 'execa';

/** A machine that is a network namespace with an engine of its own. */
export interface SwarmNode {
  /** Its hostname, too. */
  readonly name: string;
  readonly socket: string;
  readonly docker: Dockerode;
}

/** Numbers from here on that no other cluster of this process or its like has. */
const subnet = 100 + (process.pid % 100);
const lookMs = 25;
const patienceMs = 20_000;
const groups = '/sys/fs/cgroup';

/**
 * A Swarm of machines that are network namespaces of this one, joined by a bridge: the first one is its manager and the
 * chief's own. Needs root. The image's layers are loaded once and hard-linked to all.
 */
export class SwarmNodes {
  readonly nodes: readonly SwarmNode[];
  readonly #folder: string;
  readonly #tag: string;
  readonly #engines = new Map<SwarmNode, ChildProcess>();
  #registry: ChildProcess | null = null;

  private constructor(folder: string, tag: string, count: number) {
    this.#folder = folder;
    this.#tag = tag;
    this.nodes = Array.from({ length: count }, (_, index) => {
      const name = `${tag}${index + 1}`;
      const socket = join(folder, `${name}.sock`);
      return { name, socket, docker: new Dockerode({ socketPath: socket }) };
    });
  }

  /** Resolves when `count` machines are one Swarm and have the image, `without` excepted. */
  static async up(count: number, image: string, without: readonly number[] = []): Promise<SwarmNodes> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-swarm-'));
    const cluster = new SwarmNodes(folder, `b${process.pid.toString(36)}n`, count);
    try {
      await cluster.#seed(image, without);
      await cluster.#makeNetwork();
      await Promise.all(cluster.nodes.map((node) => cluster.startEngine(node)));
      await cluster.#join();
      return cluster;
    } catch (error) {
      await cluster.down();
      throw error;
    }
  }

  get manager(): SwarmNode {
    return this.nodes[0]!;
  }

  /** The cable is pulled out; `heal` puts it back. */
  async cut(node: SwarmNode): Promise<void> {
    await ip('-n', this.#switch, 'link', 'set', this.#cable(node), 'down');
  }

  async heal(node: SwarmNode): Promise<void> {
    await ip('-n', this.#switch, 'link', 'set', this.#cable(node), 'up');
  }

  /** Kills the engine and leaves its containers running. */
  async killEngine(node: SwarmNode): Promise<void> {
    const engine = this.#engines.get(node)!;
    const pid = await readFile(this.#path(node, 'pid'), 'utf8');
    process.kill(Number(pid), 'SIGKILL');
    if (engine.exitCode === null && engine.signalCode === null)
      await new Promise((resolve) => engine.once('exit', resolve));
    await rm(this.#path(node, 'pid'), { force: true });
  }

  /** Resolves when the engine answers. */
  async startEngine(node: SwarmNode): Promise<void> {
    const index = this.nodes.indexOf(node) + 1;
    await this.#dockerd(node, node.name, ['--bip', `172.2${index}.0.1/16`]);
    await until(`the engine of ${node.name}`, async () => {
      await node.docker.ping();
      return true;
    });
  }

  /** Starts a container registry on the manager, which all machines may use without TLS; its address. */
  async startRegistry(): Promise<string> {
    const config = join(this.#folder, 'registry.yml');
    const address = `10.${subnet}.0.1:5000`;
    const storage = { filesystem: { rootdirectory: join(this.#folder, 'registry') } };
    await writeFile(
      config,
      JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http: { addr: address } }),
    );
    const inside = [`--net=/run/netns/${this.manager.name}`];
    this.#registry = spawn('nsenter', [...inside, 'docker-registry', 'serve', config], { stdio: 'ignore' });
    const ask = ['-c', `import socket; socket.create_connection(("10.${subnet}.0.1", 5000), 1)`];
    await until('the registry', async () => {
      await execa('nsenter', [...inside, 'python3', ...ask]);
      return true;
    });
    return address;
  }

  async setAvailability(node: SwarmNode, availability: 'active' | 'drain' | 'pause'): Promise<void> {
    const nodes: readonly { ID: string; Description: { Hostname: string } }[] =
      await this.manager.docker.listNodes();
    const { ID } = nodes.find(({ Description }) => Description.Hostname === node.name)!;
    const known = this.manager.docker.getNode(ID);
    const { Version, Spec } = await known.inspect();
    await known.update({ ...Spec, version: Version.Index, Availability: availability });
  }

  async down(): Promise<void> {
    this.#registry?.kill();
    for (const [node, engine] of this.#engines) {
      const pid = await readFile(this.#path(node, 'pid'), 'utf8').catch(() => null);
      if (pid !== null) process.kill(Number(pid), 'SIGTERM');
      if (pid !== null && engine.exitCode === null)
        await Promise.race([new Promise((resolve) => engine.once('exit', resolve)), delay(5000)]);
      await this.#endContainers(node);
    }
    for (const name of [...this.nodes.map((node) => node.name), `${this.#tag}0`, this.#switch])
      await ip('netns', 'del', name).catch(() => {});
    const { stdout } = await execa('findmnt', ['-rno', 'TARGET'], { reject: false });
    const mounts = stdout.split('\n').filter((path) => path.startsWith(`${this.#folder}/`));
    for (const path of mounts.reverse()) await execa('umount', ['-l', path], { reject: false });
    for (const node of this.nodes) await removeGroups(node.name);
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #switch(): string {
    return `${this.#tag}sw`;
  }

  #cable(node: SwarmNode): string {
    return `p${this.nodes.indexOf(node)}`;
  }

  #path(node: SwarmNode, name: string): string {
    return join(this.#folder, node.name, name);
  }

  /** Loads the image on an engine that is no machine of the Swarm, and links what that made for those that are. */
  async #seed(image: string, without: readonly number[]): Promise<void> {
    const name = `${this.#tag}0`;
    const socket = join(this.#folder, `${name}.sock`);
    const seed = { name, socket, docker: new Dockerode({ socketPath: socket }) };
    await ip('netns', 'add', name);
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await this.#dockerd(seed, name, ['--bip', '172.29.0.1/16']);
    await until('the first engine', async () => {
      await seed.docker.ping();
      return true;
    });
    // By its name, which goes along.
    const { stdout: tag } = await execa('docker', ['inspect', '--format', '{{index .RepoTags 0}}', image]);
    await execa('sh', ['-c', `docker save ${tag} | docker -H unix://${socket} load -q`]);
    const engine = this.#engines.get(seed)!;
    process.kill(Number(await readFile(this.#path(seed, 'pid'), 'utf8')), 'SIGTERM');
    await new Promise((resolve) => engine.once('exit', resolve));
    this.#engines.delete(seed);
    await Promise.all(
      this.nodes.map(async (node, index) => {
        await mkdir(this.#path(node, 'data'), { recursive: true });
        if (without.includes(index)) return;
        await cp(this.#path(seed, 'data/image'), this.#path(node, 'data/image'), { recursive: true });
        await execa('cp', ['-al', this.#path(seed, 'data/overlay2'), this.#path(node, 'data/')]);
      }),
    );
  }

  async #makeNetwork(): Promise<void> {
    const hub = this.#switch;
    await ip('netns', 'add', hub);
    await ip('-n', hub, 'link', 'add', 'br0', 'type', 'bridge');
    await ip('-n', hub, 'addr', 'add', `10.${subnet}.0.254/24`, 'dev', 'br0');
    for (const link of ['br0', 'lo']) await ip('-n', hub, 'link', 'set', link, 'up');
    for (const [index, node] of this.nodes.entries()) {
      const { name } = node;
      await ip('netns', 'add', name);
      const cable = this.#cable(node);
      await ip('-n', hub, 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      await ip('-n', hub, 'link', 'set', cable, 'master', 'br0', 'up');
      await ip('-n', name, 'addr', 'add', `10.${subnet}.0.${index + 1}/24`, 'dev', 'eth0');
      for (const link of ['lo', 'eth0']) await ip('-n', name, 'link', 'set', link, 'up');
      await ip('-n', name, 'route', 'add', 'default', 'via', `10.${subnet}.0.254`);
    }
  }

  async #dockerd(node: SwarmNode, namespace: string, more: readonly string[]): Promise<void> {
    const paths = {
      data: this.#path(node, 'data'),
      exec: this.#path(node, 'exec'),
      pid: this.#path(node, 'pid'),
    };
    await mkdir(paths.data, { recursive: true });
    const log = openSync(join(this.#folder, `${node.name}.log`), 'a');
    const command = [
      ...[`hostname ${node.name}; exec dockerd --data-root ${paths.data} --exec-root ${paths.exec}`],
      ...[`--pidfile ${paths.pid} -H unix://${node.socket} --cgroup-parent /${node.name}`],
      ...[`--storage-driver overlay2 --shutdown-timeout 1 --insecure-registry 10.${subnet}.0.0/24`, ...more],
    ].join(' ');
    const engine = spawn(
      'nsenter',
      [
        `--net=/run/netns/${namespace}`,
        'unshare',
        '-m',
        '-u',
        '--propagation',
        'private',
        'sh',
        '-c',
        command,
      ],
      { stdio: ['ignore', log, log], detached: true },
    );
    this.#engines.set(node, engine);
  }

  async #join(): Promise<void> {
    const [manager, ...others] = this.nodes as [SwarmNode, ...SwarmNode[]];
    const port = `10.${subnet}.0.1:2377`;
    await manager.docker.swarmInit({ AdvertiseAddr: `10.${subnet}.0.1`, ListenAddr: port });
    const { JoinTokens } = await manager.docker.swarmInspect();
    await Promise.all(
      others.map((node, index) =>
        node.docker.swarmJoin({
          JoinToken: JoinTokens.Worker,
          ListenAddr: '0.0.0.0:2377',
          AdvertiseAddr: `10.${subnet}.0.${index + 2}`,
          RemoteAddrs: [port],
        }),
      ),
    );
  }

  /** What a killed engine has left running. */
  async #endContainers(node: SwarmNode): Promise<void> {
    const { stdout } = await execa('ip', ['netns', 'pids', node.name], { reject: false });
    const own = stdout.split('\n').filter((pid) => pid !== '');
    // Processes of containers are in namespaces of their own, but in groups of the machine.
    for (const pid of [...own, ...(await processesOf(node.name))])
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {}
  }
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await look().catch(() => false))) {
    if (performance.now() > endMs) throw new Error(`${what} does not come up`);
    await delay(lookMs);
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  await execa('ip', [...args]);
}

async function groupsOf(name: string): Promise<string[]> {
  const roots = [groups, ...(await readdir(groups)).map((controller) => join(groups, controller))];
  const found: string[] = [];
  for (const root of roots) {
    const path = join(root, name);
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory() !== true) continue;
    const below = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
    const folders = below.filter((entry) => entry.isDirectory());
    found.push(path, ...folders.map((entry) => join(entry.parentPath, entry.name)));
  }
  return found.sort((left, right) => right.length - left.length);
}

async function processesOf(name: string): Promise<string[]> {
  const lists = await Promise.all(
    (await groupsOf(name)).map((path) => readFile(join(path, 'cgroup.procs'), 'utf8').catch(() => '')),
  );
  return [...new Set(lists.join('\n').split('\n'))].filter((pid) => pid !== '');
}

async function removeGroups(name: string): Promise<void> {
  for (const path of await groupsOf(name)) await rmdir(path).catch(() => {});
}

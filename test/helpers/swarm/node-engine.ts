import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Dockerode from 'dockerode';
import { processesOfGroups, removeGroups } from './node-groups.ts';
import { processesInside } from './node-network.ts';

export interface NodeEngineSettings {
  /** Of the machine, its network namespace and its control groups. */
  readonly name: string;
  /** Gets a folder and a socket of this name, and its log. */
  readonly folder: string;
  /** Address of its own bridge, with the length of its prefix. */
  readonly bridge: string;
  /** Whose registries need no TLS. */
  readonly insecure: string;
  /** Where another version of Docker is unpacked; null: that of this machine. */
  readonly dockerHome: string | null;
}

const lookMs = 25;
const startMs = 60_000;
const stopMs = 5000;
const deathMs = 10_000;

/** A container engine in a network namespace, and all that it runs. Needs root. */
export class NodeEngine {
  readonly name: string;
  readonly socket: string;
  readonly docker: Dockerode;
  readonly #settings: NodeEngineSettings;
  #daemon: ChildProcess | null = null;

  constructor(settings: NodeEngineSettings) {
    this.#settings = settings;
    this.name = settings.name;
    this.socket = join(settings.folder, `${settings.name}.sock`);
    this.docker = new Dockerode({ socketPath: this.socket });
  }

  path(name: string): string {
    return join(this.#settings.folder, this.name, name);
  }

  /** Starts the engine on what the one before it left. Resolves when it answers. */
  async start(): Promise<void> {
    await mkdir(this.path('data'), { recursive: true });
    await rm(this.path('pid'), { force: true });
    // That of a machine that was killed: its number may be another's by now.
    if ((await processesInside(this.name)).length === 0)
      await rm(this.path('exec/containerd/containerd.pid'), { force: true });
    const logPath = join(this.#settings.folder, `${this.name}.log`);
    const log = openSync(logPath, 'a');
    // Each of these becomes the next, so that the daemon's number is that of the child.
    const daemon = spawn('nsenter', this.#command(), {
      stdio: ['ignore', log, log],
      detached: true,
      env: this.#environment(),
    });
    closeSync(log);
    this.#daemon = daemon;
    for (const endMs = performance.now() + startMs; ; await delay(lookMs)) {
      if (await this.docker.ping().catch(() => null)) return;
      if (hasEnded(daemon) || performance.now() > endMs)
        throw new Error(`the engine of ${this.name} does not come up:\n${await lastLines(logPath)}`);
    }
  }

  /** SIGKILL for the daemon; its containers and what looks after them go on. */
  async killDaemon(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === null || hasEnded(daemon)) return;
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill('SIGKILL');
    await ended;
  }

  /** SIGKILL for the daemon and all that it has started, containers included, as if the machine was off. */
  async killAll(): Promise<void> {
    await this.killDaemon();
    for (const endMs = performance.now() + deathMs; ; await delay(lookMs)) {
      const left = await this.#processes();
      if (left.length === 0) return;
      if (performance.now() > endMs)
        throw new Error(`processes of ${this.name} do not end: ${left.join(', ')}`);
      for (const pid of left) kill(pid);
    }
  }

  /** Ends all of it, in peace where that is soon enough. */
  async stop(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon !== null && !hasEnded(daemon)) {
      const ended = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      await Promise.race([ended, delay(stopMs, undefined, { ref: false })]);
    }
    await this.killAll();
  }

  /** What is left of an engine that was stopped and is in no folder. */
  async remove(): Promise<void> {
    await removeGroups(this.name);
  }

  async #processes(): Promise<number[]> {
    // Those of containers are in namespaces of their own, but in groups of the machine.
    const [inside, inGroups] = await Promise.all([processesInside(this.name), processesOfGroups(this.name)]);
    return [...new Set([...inside, ...inGroups])].filter((pid) => pid !== process.pid);
  }

  #command(): string[] {
    const { name, bridge, insecure } = this.#settings;
    const daemon = [
      ...['--data-root', this.path('data'), '--exec-root', this.path('exec')],
      ...['--pidfile', this.path('pid'), '--host', `unix://${this.socket}`, '--cgroup-parent', `/${name}`],
      ...['--config-file', this.path('daemon.json'), '--storage-driver', 'overlay2'],
      ...['--shutdown-timeout', '1', '--insecure-registry', insecure, '--bip', bridge],
    ];
    return [
      `--net=/run/netns/${name}`,
      ...['unshare', '--mount', '--uts', '--propagation', 'private'],
      // dash: the name of the machine is in the namespace that unshare has made.
      ...['sh', '-c', 'hostname "$0" && echo "{}" > "$1" && shift && exec dockerd "$@"', name],
      ...[this.path('daemon.json'), ...daemon],
    ];
  }

  #environment(): NodeJS.ProcessEnv {
    const { dockerHome } = this.#settings;
    if (dockerHome === null) return process.env;
    const own = ['usr/sbin', 'usr/bin'].map((folder) => join(dockerHome, folder));
    return { ...process.env, PATH: [...own, process.env.PATH].join(':') };
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-10).join('\n');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Dockerode from 'dockerode';
import { execa } from 'execa';
import { readImageInputs } from '../../src/runtime/docker/image/image-inputs.ts';
import { imageRepositories } from '../../src/runtime/docker/image/image-names.ts';
import { importRoot } from '../../src/runtime/docker/image/import-root.ts';
import { imageId, nameImage } from '../../src/runtime/docker/image/named-image.ts';
import { imageChanges } from '../../src/runtime/docker/image/recipes.ts';
import { testEngine } from './docker-containers.ts';

/** Locks in files are its own, too; those in shared memory are those of all Podmans of a user. */
const configuration = `
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
runtime = "runc"
`;
/** Without a connection for so long it ends by itself, should a test run be killed. */
const idleSeconds = 300;

/** Podman's service of root on a socket and with images of its own, apart from any other on this machine. */
export class PrivatePodman {
  /** Its API, asked without any code of ours between. */
  readonly engine: Dockerode;
  /** An environment in which chiefs find it. */
  readonly env: NodeJS.ProcessEnv;
  readonly socket: string;
  readonly #folder: string;
  readonly #service: ChildProcess;

  private constructor(folder: string, socketPath: string, service: ChildProcess) {
    this.socket = socketPath;
    this.engine = new Dockerode({ socketPath });
    this.env = { ...process.env, DOCKER_HOST: `unix://${socketPath}` };
    this.#folder = folder;
    this.#service = service;
  }

  /** Resolves when it answers. */
  static async start(): Promise<PrivatePodman> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-podman-'));
    const socket = join(folder, 'podman.sock');
    const settings = join(folder, 'containers.conf');
    await writeFile(settings, configuration);
    const own = ['root', 'runroot', 'tmpdir'].flatMap((name) => [`--${name}`, join(folder, name)]);
    const args = [...own, 'system', 'service', `--time=${idleSeconds}`, `unix://${socket}`];
    const log = await open(join(folder, 'log'), 'w');
    const service = spawn('podman', args, {
      // Where conmon writes that memory ran out.
      cwd: folder,
      env: { ...process.env, CONTAINERS_CONF: settings },
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(service, 'spawn');
    await log.close();
    const podman = new PrivatePodman(folder, socket, service);
    while (!(await podman.#answers())) {
      if (service.exitCode !== null) throw new Error(await readFile(join(folder, 'log'), 'utf8'));
      await delay(50);
    }
    return podman;
  }

  /** Takes over the base image of the engine that chiefs find, if it has one: making it anew takes far longer. */
  async takeBaseImage(): Promise<void> {
    const docker = await testEngine();
    const inputs = await readImageInputs();
    const name = `${imageRepositories.base}:${inputs.baseDigest}`;
    if ((await imageId(docker, name)) === null) return;
    const container = await docker.createContainer({ Image: name, Cmd: ['never'] });
    try {
      const { signal } = new AbortController();
      const step = { docker: this.engine, inputs, onProgress: () => {}, signal, env: process.env };
      const root = (await container.export()) as Parameters<typeof importRoot>[1];
      await nameImage(this.engine, await importRoot(step, root, imageChanges('base')), name);
    } finally {
      await container.remove({ force: true });
    }
  }

  /** Ends it and removes all that it had. */
  async stop(): Promise<void> {
    this.#service.kill('SIGTERM');
    if (this.#service.exitCode === null && this.#service.signalCode === null)
      await once(this.#service, 'exit');
    await execa('umount', [join(this.#folder, 'root', 'overlay')], { reject: false });
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    return this.engine.ping().then(
      () => true,
      () => false,
    );
  }
}

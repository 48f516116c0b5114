import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { EngineClient } from '../../src/runtime/docker/engine/engine-client.ts';
import { findEngine } from '../../src/runtime/docker/engine/engine-endpoint.ts';
import { ensureBaseImage } from '../../src/runtime/docker/image/ensure-image.ts';
import { readImageInputs } from '../../src/runtime/docker/image/image-inputs.ts';
import { imageRepositories } from '../../src/runtime/docker/image/image-names.ts';
import { removeControlGroups } from '../helpers/control-groups.ts';

const controlGroup = 'butcher-test-engine';
const patienceMs = 60_000;
const pollMs = 50;
/** For the sandbox image to be built, where the machine's engine does not have it yet. */
const imageMs = 120_000;

/**
 * A container engine of the test's own, which may be killed and stopped while the machine's goes on undisturbed. It
 * shares nothing with that one but the kernel: folders, socket, containerd and control groups are its own, and it has
 * no network. Needs root.
 */
export class PrivateEngine {
  readonly address: string;
  #daemon: ChildProcess | null = null;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;

    this.address = `unix://${join(folder, 'engine.sock')}`;
  }

  /** Starts an engine that has the sandbox image of the machine's engine and nothing else. */
  static async start(): Promise<PrivateEngine> {
    const engine = new PrivateEngine(await mkdtemp(join(tmpdir(), 'butcher-engine-')));
    try {
      // That of the machine's engine is not meant.
      await writeFile(join(engine.#folder, 'daemon.json'), '{}');
      await engine.startAgain();
      await engine.#takeImage();
      return engine;
    } catch (error) {
      await engine.end();
      throw error;
    }
  }

  /** Ends the daemon: SIGTERM, upon which it ends its containers, or SIGKILL, which they outlive. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = null;
    if (daemon === null || daemon.exitCode !== null) return;
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill(signal);
    await ended;
  }

  /** Stops the daemon where it is; calls to it get no answer until `wake`. */
  hang(): void {
    this.#daemon?.kill('SIGSTOP');
  }

  wake(): void {
    this.#daemon?.kill('SIGCONT');
  }

  /** Starts the daemon on what the one before it left, and waits until it answers. */
  async startAgain(): Promise<void> {
    // A daemon that was killed took its containerd along; their numbers may be others' by now.
    for (const pid of ['pid', 'exec/containerd/containerd.pid'])
      await rm(join(this.#folder, pid), { force: true });
    const log = openSync(join(this.#folder, 'log'), 'a');
    // In a network of its own: an engine without a bridge removes the one it finds, which is the machine's.
    const command = ['--net', '--', 'dockerd', ...this.#options()];
    const daemon = spawn('unshare', command, { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#daemon = daemon;
    const until = performance.now() + patienceMs;
    while ((await this.docker(['version'])).failed) {
      if (daemon.exitCode === null && performance.now() < until) await delay(pollMs);
      else throw new Error(`the engine did not start:\n${await readFile(join(this.#folder, 'log'), 'utf8')}`);
    }
  }

  /** Runs the docker command against this engine. */
  docker(args: readonly string[]) {
    return execa('docker', ['--host', this.address, ...args], { reject: false });
  }

  /** Ids of every container there is, running or not. */
  async containers(): Promise<string[]> {
    const { stdout } = await this.docker(['ps', '--all', '--quiet', '--no-trunc']);
    return stdout.split('\n').filter((id) => id !== '');
  }

  /** Ends the engine with everything it runs, and removes its folders. */
  async end(): Promise<void> {
    if (this.#daemon === null) await this.startAgain().catch(() => {});
    if (this.#daemon !== null) {
      const left = await this.containers();
      if (left.length > 0) await this.docker(['rm', '--force', ...left]);
    }
    await this.stop('SIGTERM');
    this.#endShims();
    await removeControlGroups(controlGroup);
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    for (const mount of mounts.reverse())
      if (mount.startsWith(`${this.#folder}/`)) await execa('umount', [mount]);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** A containerd that was killed leaves those behind that had nothing to tell to the next. */
  #endShims(): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (command.includes('containerd-shim') && command.includes(`${this.#folder}/`))
          process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  #options(): string[] {
    const folder = this.#folder;
    return [
      ...['--host', this.address],
      ...['--data-root', join(folder, 'data')],
      ...['--exec-root', join(folder, 'exec')],
      ...['--pidfile', join(folder, 'pid')],
      ...['--cgroup-parent', `/${controlGroup}`],
      ...['--bridge', 'none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'],
      ...['--config-file', join(folder, 'daemon.json')],
    ];
  }

  async #takeImage(): Promise<void> {
    const machine = await EngineClient.open(await findEngine());
    await ensureBaseImage(machine.docker, { onProgress: () => {}, signal: AbortSignal.timeout(imageMs) });
    const { sandboxDigest } = await readImageInputs();
    const file = join(this.#folder, 'image.tar');
    await execa('docker', ['save', '--output', file, `${imageRepositories.sandbox}:${sandboxDigest}`]);
    await execa('docker', ['--host', this.address, 'load', '--input', file]);
    await rm(file);
  }
}

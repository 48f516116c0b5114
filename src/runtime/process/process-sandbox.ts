import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listenOnce } from '../../bridge/transports/unix-listener.ts';
import { removeTree } from '../../trees/trees.ts';
import { dialledBack } from '../dialled-back.ts';
import { LogTap } from '../log-tap.ts';
import type { JobPlaceSpec, Sandbox, SandboxExit, SandboxPaths, SandboxRequest } from '../runtime.ts';
import { sandboxEnvironment } from '../sandbox-environment.ts';
import { killGroup } from './kill-group.ts';
import { limitedCommand } from './process-limits.ts';

/** What all child processes of a job share. */
export interface ProcessJobContext {
  readonly spec: JobPlaceSpec;
  readonly paths: SandboxPaths;
  readonly python: string;
  /** PATH of the children. */
  readonly searchPath: string;
  /** How long a child may take to dial back. */
  readonly dialBackMs: number;
}

/** Why these options: sandbox/harness/README.md. */
const harnessArguments = [
  ...['-s', '-P', '-X', 'utf8'],
  fileURLToPath(new URL('../../../sandbox/harness/butcher_harness/__main__.py', import.meta.url)),
];
const lastLogMs = 500;
/** The unit of processor times in /proc, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Starts one child and waits for its harness; promises and failures are those of `JobPlace.start`. */
export async function startProcessSandbox(job: ProcessJobContext, request: SandboxRequest): Promise<Sandbox> {
  const { spec, paths } = job;
  request.signal.throwIfAborted();
  await request.segment?.();
  const folder = await mkdtemp(join(spec.folders.scratch, `${request.role}-`));
  const listener = await listenOnce(folder);
  const token = randomBytes(16).toString('hex');
  const home = join(folder, 'tmp');
  await mkdir(home);
  const log = new LogTap(spec.limits.logBytes, request.onLog);
  const [program = job.python, ...args] = limitedCommand(
    [job.python, ...harnessArguments],
    request.memoryBytes,
  );
  const child = spawn(program, args, {
    cwd: request.role === 'merger' ? paths.results : paths.package,
    // A process group of its own, so that a kill reaches the children too.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: job.searchPath,
      ...sandboxEnvironment({
        role: request.role,
        bridge: `unix:${listener.address}`,
        token,
        cpus: spec.limits.cpus,
      }),
      HOME: home,
      TMPDIR: home,
    },
  });
  const exit = watchExit(child);
  for (const output of [child.stdout, child.stderr]) output?.on('data', (chunk: Buffer) => log.write(chunk));
  try {
    const stream = await dialledBack({
      kind: 'process',
      request,
      bridge: listener.connection,
      ended: exit.then(({ exitCode }) => exitCode),
      log,
      patienceMs: job.dialBackMs,
    });
    return new ProcessSandbox(child, request.role, paths, token, stream, exit);
  } catch (error) {
    killGroup(child);
    await exit;
    await listener.close();
    await removeTree(folder);
    throw error;
  }
}

interface ProcessExit {
  readonly exitCode: number | null;
}

/** Resolves when the child has ended, its group is killed and its output was read. */
async function watchExit(child: ChildProcess): Promise<ProcessExit> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code, signal) => resolve(signal === null ? code : 128 + constants.signals[signal]));
  });
  killGroup(child);
  // Whoever has left the group may hold the pipes open for ever.
  await Promise.race([closed, delay(lastLogMs, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { exitCode };
}

class ProcessSandbox implements Sandbox {
  readonly id: string;
  readonly exited: Promise<SandboxExit>;
  readonly node = null;
  readonly leaving = new Promise<void>(() => {});
  readonly #child: ChildProcess;
  #destroyed = false;
  #peakBytes: number | null = null;
  #cpuSeconds: number | null = null;

  constructor(
    child: ChildProcess,
    readonly role: Sandbox['role'],
    readonly paths: SandboxPaths,
    readonly token: string,
    readonly stream: Duplex,
    exit: Promise<ProcessExit>,
  ) {
    this.id = String(child.pid);
    this.#child = child;
    // One that ends at once, while this process is busy, is gone before anybody looks again.
    this.peakMemoryBytes();
    stream.once('end', () => {
      this.peakMemoryBytes();
      this.cpuSeconds();
    });
    this.exited = exit.then(({ exitCode }) => ({
      exitCode,
      oomKilled: false,
      destroyed: this.#destroyed,
      peakMemoryBytes: this.#peakBytes,
    }));
  }

  peakMemoryBytes(): number | null {
    // Of a dead child the number may be another's.
    if (this.#alive) this.#seePeak();
    return this.#peakBytes;
  }

  cpuSeconds(): number | null {
    if (this.#alive) this.#seeCpu();
    return this.#cpuSeconds;
  }

  askForStack(): void {
    if (this.#alive) this.#child.kill('SIGUSR1');
  }

  async destroy(): Promise<void> {
    if (this.#alive) {
      this.#seePeak();
      this.#seeCpu();
      this.#destroyed = true;
      killGroup(this.#child);
    }
    await this.exited;
    this.stream.destroy();
  }

  get #alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The most memory it ever had, while it can still be seen (proc_pid_status(5)). */
  #seePeak(): void {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      if (kibibytes !== undefined) this.#peakBytes = Number(kibibytes) * 1024;
    } catch {}
  }

  /** Processor time of the child and of its own children that have ended (proc_pid_stat(5)). */
  #seeCpu(): void {
    try {
      const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'latin1');
      // The name, in parentheses, may hold anything.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      if (Number.isFinite(ticks)) this.#cpuSeconds = ticks / ticksPerSecond;
    } catch {}
  }
}

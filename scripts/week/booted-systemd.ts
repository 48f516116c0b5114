import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Undo } from './undo.ts';

export interface Boot {
  /** Folder for what it needs, which is there. */
  readonly folder: string;
  /** Texts of files on top of this machine's own, by their paths; those of systemd's target `week` are among them. */
  readonly files: Readonly<Record<string, string>>;
  /** Of this machine, by the paths at which they are seen there. */
  readonly mounts: Readonly<Record<string, string>>;
}

const script = fileURLToPath(new URL('./boot-systemd.sh', import.meta.url));
const waitToStopMs = 60_000;

/** A systemd that runs a machine of its own: the root of this one, with other files on top, and its network. */
export class BootedSystemd {
  readonly #unshare: ChildProcess;
  /** Of its first process, as this machine has it. */
  #first = 0;

  private constructor(unshare: ChildProcess) {
    this.#unshare = unshare;
  }

  /** Boots it; it ends at the latest with what is to be undone. As root. */
  static async boot(undo: Undo, { folder, files, mounts }: Boot): Promise<BootedSystemd> {
    const layer = join(folder, 'layer');
    await mkdir(layer);
    await execa('mount', ['-t', 'tmpfs', 'tmpfs', layer]);
    undo.add(() => execa('umount', [layer]));
    for (const name of ['up', 'work', 'root']) await mkdir(join(layer, name));
    for (const [path, text] of Object.entries(files)) await put(join(layer, 'up', path), text);
    const group = join(await unifiedGroups(), `butcher-week-${pid}`);
    await mkdir(group);
    undo.add(() => removeGroups(group));
    const more = Object.entries(mounts).flatMap(([target, source]) => [source, target]);
    const booted = new BootedSystemd(
      spawn('sh', [script, layer, group, ...more], { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    undo.add(() => booted.stop());
    await booted.#untilReady();
    return booted;
  }

  /** Runs a command there, and says how it ended. */
  async run(...command: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
    const inside = ['--target', String(this.#first), '--pid', '--mount', '--uts', '--ipc', '--cgroup'];
    const { exitCode = -1, stdout } = await execa(
      'nsenter',
      [...inside, '--root', '--wd', '--', ...command],
      {
        reject: false,
      },
    );
    return { code: exitCode, stdout };
  }

  /** A property of a unit, as systemd has it. */
  async property(unit: string, name: string): Promise<string> {
    return (await this.run('systemctl', 'show', '--value', '--property', name, unit)).stdout.trim();
  }

  /** Waits until the property of that unit is what is wanted; throws with the unit's log where that takes too long. */
  async until(unit: string, name: string, wanted: (value: string) => boolean): Promise<void> {
    for (let tries = 0; !wanted(await this.property(unit, name)); tries += 1) {
      if (tries === 600)
        throw new Error(`${name} of ${unit} is ${await this.property(unit, name)}: ${await this.log(unit)}`);
      await delay(200);
    }
  }

  /** All that a unit has written. */
  async log(unit: string): Promise<string> {
    return (await this.run('journalctl', '--no-pager', '--output', 'cat', '--unit', unit)).stdout;
  }

  /** Ends it with all that runs there. */
  async stop(): Promise<void> {
    if (this.#unshare.exitCode !== null || this.#unshare.signalCode !== null) return;
    const exited = once(this.#unshare, 'exit', { signal: AbortSignal.timeout(waitToStopMs) });
    // Its namespace goes with it, and all that is in it.
    this.#unshare.kill('SIGKILL');
    await exited;
  }

  async #untilReady(): Promise<void> {
    let said = '';
    this.#unshare.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    for (let tries = 0; tries < 600; tries += 1) {
      if (this.#unshare.exitCode !== null) throw new Error(`systemd did not begin: ${said}`);
      this.#first = await firstOf(this.#unshare.pid!);
      if (this.#first > 0) {
        const { stdout } = await this.run('systemctl', 'is-system-running');
        if (/^(?:running|degraded)$/.test(stdout.trim())) return;
      }
      await delay(200);
    }
    throw new Error(`systemd was not ready in time: ${said}`);
  }
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFile(path, text);
  await chmod(path, text.startsWith('#!') ? 0o755 : 0o644);
}

/** The child of `unshare`, which is that process itself once the shell has become it; 0: not there yet. */
async function firstOf(unshare: number): Promise<number> {
  const children = await readFile(`/proc/${unshare}/task/${unshare}/children`, 'utf8').catch(() => '');
  const [child = ''] = children.trim().split(' ');
  const command = await readFile(`/proc/${child || 'none'}/comm`, 'utf8').catch(() => '');
  return command.trim() === 'systemd' ? Number(child) : 0;
}

/** Where the control groups of version 2 are mounted. */
async function unifiedGroups(): Promise<string> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const found = mounts.find((line) => / - cgroup2 /.test(line))?.split(' ')[4];
  if (found === undefined) throw new Error('there are no control groups of version 2 on this machine');
  return found;
}

/** A process that was killed is in its group for a moment longer. */
async function removeGroups(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await removeGroups(join(folder, entry.name));
  for (let tries = 1; ; tries += 1)
    try {
      return await rmdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || tries === 100) throw error;
      await delay(100);
    }
}

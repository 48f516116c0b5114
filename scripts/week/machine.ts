import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { execa } from 'execa';
import { ordinaryPerson, type Person } from './person.ts';
import type { Undo } from './undo.ts';

/** Of this process, what a command needs to reach a registry, and nothing that leads to the checkout. */
const passed = /^(?:https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|LANG|TZ|DOCKER_HOST)$/i;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the week is spent: a folder that goes at its end, and somebody whose it is. */
export class Machine {
  /** Of each chief what it has logged. */
  readonly logs: (() => string)[] = [];

  private constructor(
    readonly undo: Undo,
    readonly person: Person,
    /** The person may write there, and others may read. */
    readonly folder: string,
    /** Where the package is installed, or will be. */
    readonly prefix: string,
    readonly isInstalled: boolean,
  ) {}

  /** `prefix` is where the package is installed already. */
  static async make(undo: Undo, prefix: string | null): Promise<Machine> {
    const person = await ordinaryPerson(undo);
    const folder = await mkdtemp(join(tmpdir(), 'butcher-week-'));
    undo.add(() => rm(folder, { recursive: true, force: true }));
    await chmod(folder, 0o755);
    const machine = new Machine(undo, person, folder, prefix ?? join(folder, 'prefix'), prefix !== null);
    for (const name of ['prefix', 'user']) await machine.own(name);
    return machine;
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** Makes a folder of the person's own. */
  async own(name: string): Promise<string> {
    const path = this.at(name);
    await mkdir(path, { mode: 0o700 });
    if (this.person.become.length > 0)
      await execa('chown', [`${this.person.name}:${this.person.group}`, path]);
    return path;
  }

  get butcher(): string {
    return join(this.prefix, 'bin/butcher');
  }

  /** The folder of the installed package. */
  get installed(): string {
    return join(this.prefix, 'lib/node_modules/butcher');
  }

  /** Runs a command as the person, and says how it ended. */
  async run(command: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const [program, ...args] = [...this.person.become, ...command];
    const ran = await execa(program!, args, {
      ...{ cwd: this.at('user'), env: this.#env(more), extendEnv: false, reject: false, stdin: 'ignore' },
    });
    return { code: ran.exitCode ?? -1, stdout: ran.stdout, stderr: ran.stderr || (ran.shortMessage ?? '') };
  }

  /** Runs one that has to end well, and returns what it printed. */
  async must(command: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, more);
    if (code !== 0) throw new Error(`${command.join(' ')}: exit ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Begins one that goes on. */
  spawn(command: readonly string[], more: Readonly<Record<string, string>>): ChildProcess {
    const [program, ...args] = [...this.person.become, ...command];
    return spawn(program!, args, {
      ...{ cwd: this.at('user'), env: this.#env(more), stdio: ['ignore', 'pipe', 'pipe'] as const },
    });
  }

  #env(more: Readonly<Record<string, string>>): Record<string, string> {
    const kept = Object.entries(env).filter(([name, value]) => passed.test(name) && value !== undefined);
    const PATH = [join(this.prefix, 'bin'), dirname(execPath), '/usr/bin', '/bin', '/usr/sbin'].join(':');
    return { ...(Object.fromEntries(kept) as Record<string, string>), PATH, HOME: this.at('user'), ...more };
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../src/bridge/messages.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import { parseChief } from '../../src/runtime/chief-identity.ts';
import { labels } from '../../src/runtime/labels.ts';
import { testEngine } from './docker-containers.ts';
import { type Inspected, lockdownProblems, taskProblems } from './lockdown.ts';

/** Marks containers that a test unlocks on purpose. */
export const unlockedLabel = 'io.butcher.test.unlocked';

const looker = fileURLToPath(new URL('./look-at-containers.mjs', import.meta.url));

export interface Witnessed {
  /** Containers that were looked at. */
  readonly seen: number;
  /** What is wrong with them, one line each; also those that ran without having been looked at. */
  readonly problems: readonly string[];
}

/**
 * Looks at every container that this process, or one that it started, has made, by the engine's own events and
 * `inspect`: each has to be locked in, and no two jobs may share a user where the chief can give each one of its own.
 */
export class ContainerWitness {
  /** Limits of jobs by their id, where they are known; they then have to be met exactly. */
  readonly limits = new Map<string, Limits>();
  readonly #looking: ChildProcess;
  #heard: Promise<unknown[]> = Promise.resolve([]);
  readonly #seen = new Set<string>();
  readonly #started = new Set<string>();
  readonly #problems = new Set<string>();
  readonly #users = new Map<string, string>();
  readonly #ours = new Map<number, boolean>();

  private constructor(looking: ChildProcess) {
    this.#looking = looking;
  }

  static async start(): Promise<ContainerWitness> {
    const { socketPath } = (await testEngine()).modem as { readonly socketPath?: string };
    const args = [looker, labels.chief, ...(socketPath === undefined ? [] : [socketPath])];
    const witness = new ContainerWitness(
      spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await witness.#listen();
    return witness;
  }

  /** Resolves when it hears of all that happens. */
  async #listen(): Promise<void> {
    const lines = createInterface({ input: this.#looking.stdout! });
    this.#heard = once(lines, 'close');
    const [ready] = await Promise.race([once(lines, 'line'), this.#heard]);
    if (ready === undefined) throw new Error('the containers of the tests cannot be looked at');
    lines.on('line', (line) => this.#take(JSON.parse(line)));
  }

  async stop(): Promise<Witnessed> {
    this.#looking.stdin!.end();
    await this.#heard;
    const missed = [...this.#started].filter((id) => !this.#seen.has(id));
    const unseen = missed.map((id) => `${id.slice(0, 12)} ran and was not looked at`);
    return { seen: this.#seen.size, problems: [...this.#problems, ...unseen] };
  }

  #take({ id, Action: action, Actor: actor, inspected = null }: EngineEvent): void {
    const attributes = actor.Attributes;
    if (unlockedLabel in attributes || !this.#isOurs(attributes[labels.chief] ?? '')) return;
    if (action === 'start') this.#started.add(id);
    else if (inspected !== null) this.#look(id, attributes, inspected);
  }

  #look(id: string, attributes: EngineEvent['Actor']['Attributes'], inspected: Inspected): void {
    this.#seen.add(id);
    const job = attributes[labels.job] ?? '';
    // A look at whether a machine of a Swarm has the image: for no job, and it runs nobody's code.
    if (job === '') return;
    const role = attributes[labels.role] as Role | undefined;
    const limits = this.limits.get(job) ?? limitsOf(inspected, role ?? 'worker');
    // Tasks of a Swarm get no role before they are asked for.
    const problems =
      role === undefined ? taskProblems(inspected, limits) : lockdownProblems(inspected, role, limits);
    for (const problem of problems) this.#problems.add(`the ${role ?? 'task'} of ${job}: ${problem}`);
    this.#checkUser(job, inspected.Config.User);
  }

  #checkUser(job: string, user: string): void {
    const owner = this.#users.get(user) ?? job;
    this.#users.set(user, owner);
    if (process.getuid?.() === 0 && owner !== job)
      this.#problems.add(`${owner} and ${job} share the user ${user}`);
  }

  #isOurs(label: string): boolean {
    const chief = parseChief(label);
    if (chief === null) return false;
    const { pid } = chief.process;
    const known = this.#ours.get(pid) ?? descends(pid);
    this.#ours.set(pid, known);
    return known;
  }
}

interface EngineEvent {
  readonly id: string;
  readonly Action: string;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
  /** Null: it is gone already. Only of what makes or changes a container. */
  readonly inspected?: Inspected | null;
}

/** Whether a process is this one or was started by it, directly or not. */
function descends(pid: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === process.pid) return true;
    try {
      at = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1]);
    } catch {
      return false;
    }
  }
  return false;
}

/** Limits that a container whose job is not known can be held against: its own where they may be tightened. */
function limitsOf({ HostConfig: host }: Inspected, role: Role): Limits {
  const size = /(?:^|,)size=(\d+)/.exec(host.Tmpfs?.['/tmp'] ?? '')?.[1];
  const fsize = host.Ulimits?.find(({ Name }: { Name: string }) => Name === 'fsize')?.Hard;
  return {
    ...defaultLimits,
    cpus: host.NanoCpus > 0 ? host.NanoCpus / 1e9 : defaultLimits.cpus,
    pids: host.PidsLimit > 0 && host.PidsLimit <= 4096 ? host.PidsLimit : defaultLimits.pids,
    scratchBytes: size === undefined ? defaultLimits.scratchBytes : Number(size),
    ...(role === 'merger' && fsize > 0 ? { resultsBytes: fsize } : {}),
    ...(role === 'worker' && fsize > 0 ? { cacheBytes: fsize } : {}),
    memoryCap: Math.max(defaultLimits.memoryCap, defaultLimits.memory),
  };
}

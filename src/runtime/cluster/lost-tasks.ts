import type { EngineTask } from './cluster-engine.ts';

const leastSurplus = 1.5;
/** Where one machine of many lives, it has no room for all, and the engine should not be drowned in tasks. */
const mostSurplus = 3;
/** A gate says its first word within two. */
const silentMs = 5000;

/**
 * Tasks that the engine counts as running, and nobody can work with: they were given up, or run and have said nothing,
 * since their machine cannot reach the chief or, where the manager had lost sight of it, knows no way for a minute.
 */
export class LostTasks {
  /** Machines by task. */
  readonly #givenUp = new Map<string, string>();
  /** Machines by task. */
  readonly #silent = new Map<string, string>();
  /** Since when they were seen to run. */
  readonly #unheard = new Map<string, number>();
  readonly #heard = new Set<string>();

  /** It has said something. */
  hear(task: string): void {
    this.#heard.add(task);
    this.#unheard.delete(task);
    this.#silent.delete(task);
  }

  giveUp(task: string, node: string): void {
    this.#givenUp.set(task, node);
  }

  /** Takes all that the engine wants to run now. */
  see(wanted: readonly EngineTask[], nowMs: number): void {
    const ids = new Set(wanted.map(({ id }) => id));
    for (const tasks of [this.#givenUp, this.#silent, this.#unheard])
      for (const id of tasks.keys()) if (!ids.has(id)) tasks.delete(id);
    for (const { id, node, state } of wanted) {
      if (state !== 'running' || this.#heard.has(id)) continue;
      const sinceMs = this.#unheard.get(id) ?? nowMs;
      this.#unheard.set(id, sinceMs);
      if (nowMs - sinceMs >= silentMs) this.#silent.set(id, node ?? '');
    }
  }

  /**
   * How many tasks to ask for in their place, beside those that are needed. Machines are those on which others are
   * heard. An engine spreads tasks evenly, and a lost machine gets its part for the 12 to 17 s in which a Swarm does
   * not know that it is lost: so many more are asked for that those that live get what was lost.
   */
  replacements(needed: number, machines: () => ReadonlySet<string>): number {
    if (this.#givenUp.size + this.#silent.size === 0) return 0;
    const living = machines();
    // Where nobody is heard, it is rather the way to here.
    const silent = living.size === 0 ? [] : [...this.#silent.values()];
    const lost = [...this.#givenUp.values(), ...silent];
    const gone = new Set(lost.filter((node) => !living.has(node)));
    const share = living.size === 0 ? leastSurplus : (living.size + gone.size) / living.size;
    const surplus = Math.min(mostSurplus, Math.max(leastSurplus, share));
    return Math.min(Math.ceil(lost.length * surplus), needed * mostSurplus);
  }
}

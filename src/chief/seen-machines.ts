import { hostname } from 'node:os';
import type { RuntimeNode } from '../runtime/runtime.ts';

/** A machine as it is shown: its room, and how many workers it has. */
export interface SeenMachine {
  readonly name: string;
  readonly state: RuntimeNode['state'];
  /** Workers at once; 0 unless it is ready. Null: it has no room of its own, or nobody knows. */
  readonly slots: number | null;
  readonly busy: number;
}

/**
 * Machines with what runs on each: `busy` counts workers by the name of their machine, of null those on the chief's own
 * engine. Machines that are gone and still have workers come last. Without any it is the chief's own alone.
 */
export function seenMachines(
  nodes: readonly RuntimeNode[],
  busy: ReadonlyMap<string | null, number>,
): readonly SeenMachine[] {
  const own = nodes.find(({ isOwn }) => isOwn)?.name ?? hostname();
  const running = new Map<string, number>();
  for (const [node, workers] of busy) running.set(node ?? own, (running.get(node ?? own) ?? 0) + workers);
  const take = (name: string) => {
    const workers = running.get(name) ?? 0;
    // Several may have one name.
    running.delete(name);
    return workers;
  };
  if (nodes.length === 0) return [{ name: own, state: 'ready', slots: null, busy: take(own) }];
  const known = nodes.map(({ name, state, slots }) => ({ name, state, slots, busy: take(name) }));
  const gone = [...running].flatMap(([name, workers]) =>
    workers === 0 ? [] : [{ name, state: 'down' as const, slots: 0, busy: workers }],
  );
  return [...known, ...gone];
}

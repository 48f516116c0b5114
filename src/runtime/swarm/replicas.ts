/** A task as the manager tells it; the client library gives none of it a type. */
export interface ListedTask {
  readonly ID: string;
  /** Absent where it is on no machine yet. */
  readonly NodeID?: string;
  /** Those that take each other's place have the same. */
  readonly Slot: number;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Status: { readonly State: string; readonly Err?: string; readonly Message?: string };
}

/** A slot that the manager counts as one of the service's replicas. */
interface Slot {
  /** Null: on no machine yet. */
  readonly node: string | null;
  readonly state: 'running' | 'starting' | 'done';
}

const living: ReadonlySet<string> = new Set(['running', 'ready']);

/**
 * How many replicas a service is to have so that `wanted` of its tasks run, and none that does is ended.
 *
 * A manager counts a slot whose task has ended with 0 as a replica, and runs no other in its place
 * (`UpdatableTasksInSlot` of swarmkit): beside those that are to run there have to be as many as have ended. Told fewer
 * than there are, it removes those slots first that are the most on their machine, counted from those that run
 * (`slotsByIndex`, the same): so ended ones are got rid of only as far as no machine has to give one that runs.
 */
export function replicasFor(tasks: readonly ListedTask[], wanted: number): number {
  const slots = slotsOf(tasks);
  const alive = slots.filter(({ state }) => state !== 'done').length;
  if (wanted > alive) return slots.length - alive + wanted;
  return Math.min(slots.length, keptSafely(slots));
}

function slotsOf(tasks: readonly ListedTask[]): readonly Slot[] {
  return [...grouped(tasks, ({ Slot }) => Slot).values()].flatMap((own): Slot[] => {
    const current = own.filter(({ DesiredState }) => living.has(DesiredState));
    if (current.length > 0) {
      const isRunning = current.every(({ Status }) => Status.State === 'running');
      // The manager gives a slot with two of them no machine, and keeps it.
      const node = current.length === 1 ? current[0]!.NodeID : undefined;
      return [{ node: node || null, state: isRunning ? 'running' : 'starting' }];
    }
    const newest = own.reduce((last, task) => (task.CreatedAt > last.CreatedAt ? task : last));
    const isDone = newest.Status.State === 'complete' && newest.DesiredState !== 'remove';
    return isDone ? [{ node: newest.NodeID || null, state: 'done' }] : [];
  });
}

/** How many the manager has to keep for all that run, or start, to be among them. */
function keptSafely(slots: readonly Slot[]): number {
  const byNode = grouped(slots, ({ node }) => node);
  const { length: unplaced } = byNode.get(null) ?? [];
  byNode.delete(null);
  const nodes = [...byNode.values()];
  // One that starts may come after those that have ended.
  const last = (own: readonly Slot[]) =>
    own.some(({ state }) => state === 'starting')
      ? own.length
      : own.filter(({ state }) => state === 'running').length;
  const most = Math.max(0, ...nodes.map(last));
  return unplaced + nodes.reduce((sum, own) => sum + Math.min(own.length, most), 0);
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

import type { CarriedBytes, Sandbox } from '../runtime/runtime.ts';

/** Machines that have figures of their own; those of more are summed up, so that no cluster makes more series. */
export const mostNamed = 200;
/** The name that those have together. */
export const others = 'others';

type Followed = Pick<Sandbox, 'node' | 'carried' | 'exited'>;

/** A sandbox on another machine, and how many of its bytes are in the sums. */
interface Live {
  readonly node: string;
  readonly carried: () => CarriedBytes;
  summed: CarriedBytes;
}

/** Sums up, for each machine, what went over the network to and from the sandboxes there. A sum only grows. */
export class NodeBytes {
  readonly #live = new Set<Live>();
  readonly #sums = new Map<string, { sent: number; received: number }>();

  /** A sandbox has been started. Those on the chief's own engine use no network. */
  follow(sandbox: Followed): void {
    const { node, carried, exited } = sandbox;
    if (node === null || carried === undefined) return;
    const live = { node, carried: () => ({ ...carried.call(sandbox) }), summed: { sent: 0, received: 0 } };
    this.#live.add(live);
    void exited.then(() => {
      this.#sum(live);
      this.#live.delete(live);
    });
  }

  /** The sums by machine: of those in `there`, also while they are nothing; whoever has gone is forgotten. */
  read(there: readonly string[]): ReadonlyMap<string, CarriedBytes> {
    for (const live of this.#live) this.#sum(live);
    const stay = new Set([...there, ...[...this.#live].map(({ node }) => node), others]);
    for (const name of this.#sums.keys()) if (!stay.has(name)) this.#sums.delete(name);
    for (const name of there) this.#sumOf(name);
    return this.#sums;
  }

  #sum(live: Live): void {
    const now = live.carried();
    const sum = this.#sumOf(live.node);
    sum.sent += now.sent - live.summed.sent;
    sum.received += now.received - live.summed.received;
    live.summed = now;
  }

  #sumOf(node: string): { sent: number; received: number } {
    const known = this.#sums.get(node);
    if (known !== undefined) return known;
    const named = this.#sums.size - (this.#sums.has(others) ? 1 : 0);
    if (named >= mostNamed && node !== others) return this.#sumOf(others);
    const sum = { sent: 0, received: 0 };
    this.#sums.set(node, sum);
    return sum;
  }
}

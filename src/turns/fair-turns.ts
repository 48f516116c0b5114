/** Who asks for a turn: an account, and within it whatever takes turns among its own, such as a job. */
export interface Asker {
  readonly by: readonly [account: string, ...within: readonly string[]];
}

export interface TurnBounds {
  /** Turns under way at once, of all accounts together. */
  readonly atOnce: number;
  /** Of one account; left out: as many as of all. */
  readonly perAccount?: number;
}

/** What is known of an account, or of a job of one, while it has a turn or waits for one. */
interface Standing {
  readonly key: string;
  waiting: number;
  underway: number;
  /** When it last got a turn, counted in turns; of one that comes anew, when it came. */
  servedAt: number;
}

/**
 * Whose turn it is where many share one thing. The next turn is that of the account with the fewest turns under way, of
 * equals that of the one that got a turn longest ago; within an account it goes on in the same way, and in the end the
 * first to ask is the first to go. So an account that has no turn waits for at most one turn of every other, however
 * much those ask for. Pure: it waits for nothing, and remembers only who waits or has a turn.
 */
export class FairTurns<Who extends Asker> {
  readonly #bounds: TurnBounds;
  readonly #standings = new Map<string, Standing>();
  /** With the standings of each, the account's first: to look them up by name again and again would cost the most. */
  readonly #waiting = new Map<Who, readonly Standing[]>();
  readonly #underway = new Map<Who, readonly Standing[]>();
  #turns = 0;

  constructor(bounds: TurnBounds) {
    this.#bounds = bounds;
  }

  /** Whether nobody waits and nobody has a turn. */
  get idle(): boolean {
    return this.#standings.size === 0;
  }

  /** Those who wait, in the order in which they asked. */
  get waiting(): Iterable<Who> {
    return this.#waiting.keys();
  }

  ask(who: Who): void {
    const standings = who.by.map((_, index) => this.#standing(who.by, index + 1));
    for (const standing of standings) standing.waiting += 1;
    this.#waiting.set(who, standings);
  }

  /** It wants no turn any more, or its turn is over. */
  leave(who: Who): void {
    const waited = this.#waiting.has(who);
    for (const standing of this.#waiting.get(who) ?? this.#underway.get(who) ?? []) {
      standing[waited ? 'waiting' : 'underway'] -= 1;
      if (standing.waiting + standing.underway === 0) this.#standings.delete(standing.key);
    }
    this.#waiting.delete(who);
    if (!waited) this.#underway.delete(who);
  }

  /** Gives somebody the next turn, which lasts until `leave`; null where nobody may have one now. */
  next(): Who | null {
    if (this.#underway.size >= this.#bounds.atOnce) return null;
    let next: Who | null = null;
    for (const who of this.#waiting.keys())
      if (this.#mayGo(who) && (next === null || this.#goesBefore(who, next))) next = who;
    if (next === null) return null;
    const standings = this.#waiting.get(next)!;
    this.#waiting.delete(next);
    this.#underway.set(next, standings);
    this.#turns += 1;
    for (const standing of standings) {
      standing.waiting -= 1;
      standing.underway += 1;
      standing.servedAt = this.#turns;
    }
    return next;
  }

  #mayGo(who: Who): boolean {
    return this.#waiting.get(who)![0]!.underway < (this.#bounds.perAccount ?? Number.POSITIVE_INFINITY);
  }

  /** `who` has asked after `than`. */
  #goesBefore(who: Who, than: Who): boolean {
    const [its, others] = [this.#waiting.get(who)!, this.#waiting.get(than)!];
    for (let depth = 0; depth < Math.min(its.length, others.length); depth += 1) {
      const [own, other] = [its[depth]!, others[depth]!];
      if (own === other) continue;
      if (own.underway !== other.underway) return own.underway < other.underway;
      return own.servedAt < other.servedAt;
    }
    return false;
  }

  #standing(by: readonly string[], depth: number): Standing {
    const key = JSON.stringify(by.slice(0, depth));
    const standing = this.#standings.get(key) ?? { key, waiting: 0, underway: 0, servedAt: this.#turns };
    this.#standings.set(key, standing);
    return standing;
  }
}

import type { Raised } from './exceptions.ts';

/** The ways in which code may stop running other than by going on to the next statement. */
export interface Outcomes {
  breaks: boolean;
  continues: boolean;
  returns: boolean;
  /** Ends the process at once, as `os._exit` does. */
  exits: boolean;
  readonly raises: Set<Raised>;
}

export const noEffect: Effect = { completes: true, exits: false, raises: new Set() };

export function noOutcomes(): Outcomes {
  return { breaks: false, continues: false, returns: false, exits: false, raises: new Set() };
}

/** Adds the outcomes of a part to those of the whole. */
export function include(whole: Outcomes, part: Outcomes): void {
  whole.breaks ||= part.breaks;
  whole.continues ||= part.continues;
  includeBeyondLoop(whole, part);
}

/** The same for the body of a loop, whose `break` and `continue` are its own. */
export function includeBeyondLoop(whole: Outcomes, part: Outcomes): void {
  whole.returns ||= part.returns;
  whole.exits ||= part.exits;
  for (const raised of part.raises) whole.raises.add(raised);
}

/** What a call may come to. */
export interface Effect {
  /** It may return. */
  readonly completes: boolean;
  readonly exits: boolean;
  readonly raises: ReadonlySet<Raised>;
}

import type { Role } from '../../bridge/messages.ts';
import type { PeakMemory } from '../../model/job-report.ts';
import type { RibbonLook } from './ribbon.ts';
import type { StageClock } from './stage-clocks.ts';

/** One container of a running job, and what it is at. */
export interface Lane {
  readonly role: Role;
  /** Counted from 1; null for splitter and merger. */
  readonly worker: number | null;
  /** Name of the machine where it runs; null: the chief's own engine, or none. */
  readonly node: string | null;
  /** `held`: it has something and is kept from going on, since results cannot be kept fast enough. */
  readonly state: 'starting' | 'idle' | 'busy' | 'held';
  /** The fragment that it is on, counted from 1; null: none, or that is not known. */
  readonly first: number | null;
  /** Fragments that it has, that one included. */
  readonly held: number;
  /** It has been on that fragment for so long; null: on none. */
  readonly forMs: number | null;
  /** How often that fragment has been tried, this time included; 0: it is on none. */
  readonly tries: number;
  /** Containers that this one stands in for, which died. */
  readonly restarts: number;
  /** Fragments of which it has given the results. */
  readonly done: number;
  /** Highest memory use so far, in bytes; null where it cannot be read. */
  readonly memoryBytes: number | null;
  readonly memoryLimitBytes: number;
}

/** Where a running job is, in a size that does not grow with the job. */
export interface JobLook extends RibbonLook {
  /** Fragments yielded so far. */
  readonly newest: number;
  /** The splitter has no more. */
  readonly exhausted: boolean;
  readonly ordered: boolean;
  /** All fragments up to this one are merged or left out; where the order does not matter, how many are merged. */
  readonly frontier: number;
  readonly lanes: readonly Lane[];
  readonly stages: readonly StageClock[];
  /** Fragments that were yielded and not yet merged, and their bytes. */
  readonly window: { readonly fragments: number; readonly bytes: number };
  readonly memory: PeakMemory;
}

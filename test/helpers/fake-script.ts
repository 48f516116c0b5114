import type { FailedMessage, Role } from '../../src/bridge/messages.ts';

/**
 * A package in TypeScript. What is missing is as simple as can be: no fragments, identity, nothing. `print` writes to
 * the sandbox's log.
 */
export interface FakeProgram {
  readonly split?: (datasetPath: string, print: Print) => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly process?: (fragment: Buffer, print: Print) => Uint8Array | Promise<Uint8Array>;
  readonly merge?: (result: Buffer, job: FakeMergeJob, print: Print) => void | Promise<void>;
  readonly finish?: (job: FakeMergeJob, print: Print) => void | Promise<void>;
}

export type Print = (text: string) => void;

export interface FakeMergeJob {
  readonly resultsFolder: string;
  readonly jobName: string;
}

/** Throw it in a program's function to have that very failure reported; any other error is a `user-error`. */
export class FakeFailure extends Error {
  constructor(readonly failed: Partial<FailedMessage>) {
    super(failed.message ?? 'it failed');
  }
}

/**
 * Where a sandbox stands: before it is there (`start`), before user code's next step (`yield`, `process`, `merge`,
 * `finish`), or before it says something (all others).
 */
export type FakeStep =
  | 'start'
  | 'hello'
  | 'ready'
  | 'yield'
  | 'fragments'
  | 'exhausted'
  | 'process'
  | 'results'
  | 'merge'
  | 'merged'
  | 'finish'
  | 'finished'
  | 'bye';

export interface FakePoint {
  readonly role: Role;
  /** This is the role's first, second … sandbox, over all jobs. */
  readonly nth: number;
  readonly step: FakeStep;
  /** Number of the fragment concerned, the first one of a message; null where there is none. */
  readonly fragment: number | null;
}

/** What is to happen at a point instead of what would. */
export type FakeAction =
  /** The sandbox is dead at once: exit code 137 unless another is given. */
  | {
      readonly act: 'die';
      readonly exitCode?: number;
      readonly oomKilled?: boolean;
      readonly peakMemoryBytes?: number;
      /** The engine or the machine is lost, and the sandbox with it. */
      readonly lostWith?: 'engine' | 'node';
    }
  /** Nothing more comes until it is destroyed. */
  | { readonly act: 'hang' }
  /** User code fails here (`yield`, `process`, `merge`, `finish`, and `ready` for loading). */
  | { readonly act: 'fail'; readonly failed?: Partial<FailedMessage> }
  /** The message is said twice, or not at all, or these bytes come in its place. */
  | { readonly act: 'twice' }
  | { readonly act: 'drop' }
  | { readonly act: 'say'; readonly bytes: Uint8Array; readonly next?: FakeSequel }
  /** Only at `start`: the engine refuses with this error. */
  | { readonly act: 'refuse'; readonly error: Error };

/** What the sandbox does once it has said it. */
export type FakeSequel =
  | { readonly act: 'hang' }
  | { readonly act: 'die'; readonly exitCode: number; readonly oomKilled?: boolean };

/** Called at every point. A promise holds the sandbox up until it resolves, what was done before having been said. */
export type FakeInterference = (point: FakePoint) => FakeAction | undefined | Promise<FakeAction | undefined>;

import type { Command } from 'commander';

/** What stands before the word in question. */
export interface GivenWords {
  /** The last that was named: `create` of `token create`. */
  readonly command: Command;
  /** What is neither an option nor an option's value. */
  readonly values: readonly string[];
  /** By their long names. */
  readonly options: ReadonlySet<string>;
}

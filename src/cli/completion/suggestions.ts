/** A word that could stand in a command line. */
export interface Suggestion {
  readonly word: string;
  /** What it is, in one line; may be empty. */
  readonly help: string;
}

/** What the shell is to offer. */
export interface Suggestions {
  readonly words: readonly Suggestion[];
  /** What it is to look for by itself where none of the words fits. */
  readonly otherwise: 'files' | 'folders' | 'none';
}

/**
 * Of words that came from a file or a chief, those that every shell takes as they are: with nothing in them that one
 * would expand, split at or run, and that are no option. The others are not offered at all, rather than quoted.
 */
export function harmless(words: readonly Suggestion[]): readonly Suggestion[] {
  return words.filter(({ word }) => /^[A-Za-z0-9_][A-Za-z0-9_%+=:,./-]{0,255}$/.test(word));
}

/** Words of our own, without help. */
export function plain(words: readonly string[]): readonly Suggestion[] {
  return words.map((word) => ({ word, help: '' }));
}

/** One requirement of a requirements file, which names a library. */
export interface Requirement {
  /** As written. */
  readonly name: string;
  /** True for `name==1.2.3`. */
  readonly pinned: boolean;
  /** The versions that will do, such as `>=2,<3`; empty: any. */
  readonly versions: string;
  /** SHA-256 of files that will do, in lower case. */
  readonly sha256: readonly string[];
  /** False where its condition rules it out in the sandbox. */
  readonly applies: boolean;
  /** The whole of it, on one line, for pip. */
  readonly text: string;
}

/** A line that cannot be installed in a sandbox. */
export interface Unusable {
  /** What is wrong, one sentence. */
  readonly problem: string;
  /** What to do instead. */
  readonly help: string;
  /** The library that is meant, where the line tells. */
  readonly name: string | null;
}

/** An option or a requirement of one logical line: comments are gone, and continued lines are joined. */
export type ReadLine =
  | { readonly kind: 'requirement'; readonly requirement: Requirement }
  /** `-r` (wanted) or `-c` (constraints) with a path as it is written. */
  | { readonly kind: 'include'; readonly path: string; readonly as: 'requirements' | 'constraints' }
  /** Says what holds anyway, such as `--only-binary`. */
  | { readonly kind: 'nothing' }
  | ({ readonly kind: 'unusable' } & Unusable);

export type Severity = 'error' | 'warning';

/** One thing wrong with a package, in the author's terms. Lines and columns count from 1, columns in characters. */
export interface Finding {
  /** `BUT301`, or ruff's own code such as `F821`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** The change to make. */
  readonly help: string;
  /** Relative to the package root, with `/`. For a missing file, that file. */
  readonly file: string;
  /** All four are `null` where there is no place in a file. */
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** Most findings of a report that are shown, and that a chief keeps and sends; nobody reads more. */
export const mostFindings = 500;

/**
 * What a job's kept results depend on in its package: digests over all that the splitter and the processor load or may
 * open, which stay as they are where only the merger changes.
 */
export interface RoleDigests {
  readonly splitter: string;
  readonly processor: string;
}

/**
 * What a check of a package came to. Findings are in stable order: file (code points), line, column, rule. The counts
 * are those of all, also where there are more than are given.
 */
export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
  /** True when there is at least one error. */
  readonly refused: boolean;
  /** Only where the package could be read. */
  readonly loads?: RoleDigests;
}

import { relative } from 'node:path';
import type { FailureCode } from '../../model/failures.ts';
import { shellWord } from '../../text/shell-word.ts';

/** Failures after which a job can go on without its package having to change. */
const fixedOutside: ReadonlySet<string> = new Set<FailureCode>([
  ...(['engine-unavailable', 'image-missing', 'dependency-install', 'disk-limit'] as const),
  ...(['job-timeout', 'resume-refused', 'machine-lost', 'internal'] as const),
]);

export function isFixedOutside(code: string): boolean {
  return fixedOutside.has(code);
}

/** The command by which a failed job goes on with mended code; `more` are further words of it. */
export function mendHint(id: string, path: string, more = ''): string {
  return `  once the package is mended, go on by: butcher resume ${id}${more} --package ${path}\n`;
}

/** A path as a word of a command that is typed in `cwd`. */
export function pathWord(path: string, cwd: string): string {
  const fromHere = relative(cwd, path) || '.';
  return shellWord(fromHere.startsWith('..') ? path : fromHere);
}

import type { NestingToken } from '../../ruff/ruff-linter.ts';

/** Offset of the last bracket that is opened and never closed, or null. */
export function innermostUnclosed(tokens: readonly NestingToken[]): number | null {
  const open: number[] = [];
  for (const { kind, offset } of tokens) {
    if (kind === 'open') open.push(offset);
    else if (kind === 'close') open.pop();
  }
  return open.at(-1) ?? null;
}

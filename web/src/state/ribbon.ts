import type { Schemas } from '../api/client.ts';
import { counted, formatNumber } from '../show/quantities.ts';

type Timeline = Schemas['Timeline'];
export type CellKind = keyof Timeline['cells'];

/** What a fragment can be, from the merge frontier backwards, and what tries beyond the first are. */
export const cellKinds: readonly { readonly kind: CellKind; readonly word: string }[] = [
  { kind: 'merged', word: 'merged' },
  { kind: 'kept', word: 'result kept' },
  { kind: 'inHand', word: 'in hand' },
  { kind: 'waiting', word: 'waiting' },
  { kind: 'skipped', word: 'left out' },
  { kind: 'failed', word: 'failed' },
  { kind: 'retried', word: 'retried' },
];

/** `fragment 17`, `fragments 1,001 to 2,000`. */
export function cellRange({ cell, newest }: Pick<Timeline, 'cell' | 'newest'>, index: number): string {
  const [first, last] = [index * cell + 1, Math.min((index + 1) * cell, newest)];
  return first === last
    ? `fragment ${formatNumber(first)}`
    : `fragments ${formatNumber(first)} to ${formatNumber(last)}`;
}

/** What is in a cell, in words. */
export function cellText(timeline: Timeline, index: number): string {
  const parts = cellKinds.flatMap(({ kind, word }) => {
    const count = timeline.cells[kind][index] ?? 0;
    return count === 0 ? [] : [`${formatNumber(count)} ${word}`];
  });
  return `${capital(cellRange(timeline, index))}: ${parts.length === 0 ? 'nothing known' : parts.join(', ')}.`;
}

/** The whole band in one sentence, for whoever does not see it. */
export function ribbonText(timeline: Timeline): string {
  const { newest, frontier, exhausted } = timeline;
  if (newest === 0) return 'The splitter has yielded no fragment yet.';
  const so = exhausted ? '' : ' so far';
  const lag = newest - frontier;
  const rest =
    lag === 0 ? 'all of them behind the merge frontier' : `${formatNumber(lag)} beyond the merge frontier`;
  return `${capital(counted(newest, 'fragment'))}${so}, ${rest}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

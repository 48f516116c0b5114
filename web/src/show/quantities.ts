export { formatBytes, formatSeconds, formatShortTime } from '../../../src/text/format-quantity.ts';

/** A number as the locale of the browser writes it. */
export function formatNumber(value: number): string {
  return Math.round(value).toLocaleString();
}

/** `1 fragment`, `12,034 fragments`. */
export function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A rate per second, to the digit that matters. */
export function formatRate(perSecond: number): string {
  return perSecond < 9.95
    ? perSecond.toLocaleString(undefined, { maximumFractionDigits: 1 })
    : formatNumber(perSecond);
}

/** Bytes of a share of the whole, from 0 to 1. */
export function shareOf(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole);
}

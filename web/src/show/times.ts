import { formatSeconds } from './quantities.ts';

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const zoned = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' });
const dayMs = 86_400_000;

/** Date, time and zone in full. */
export function wholeTime(ms: number): string {
  return whole.format(ms);
}

/** The time alone for what was in the last day, else with the date. */
export function shortTime(ms: number, nowMs: number): string {
  return Math.abs(nowMs - ms) < dayMs / 2 ? today.format(ms) : short.format(ms);
}

/** The zone that times are shown in, such as `CET`. */
export function zoneName(nowMs: number): string {
  return zoned.formatToParts(nowMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'local time';
}

/** `4 s ago`, `in 3 min`. */
export function ago(ms: number, nowMs: number): string {
  const seconds = (nowMs - ms) / 1000;
  if (Math.abs(seconds) < 1) return 'now';
  if (Math.abs(seconds) >= 48 * 3600) return plainDays(seconds);
  return seconds < 0 ? `in ${formatSeconds(-seconds)}` : `${formatSeconds(seconds)} ago`;
}

function plainDays(seconds: number): string {
  const days = Math.round(Math.abs(seconds) / 86_400);
  return seconds < 0 ? `in ${days} days` : `${days} days ago`;
}

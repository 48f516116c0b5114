import { formatBytes } from '../text/format-quantity.ts';
import { parseQuantity, quantityForms } from '../text/parse-quantity.ts';
import { type LimitName, limitKind } from './limits.ts';

/**
 * Reads a limit's value as people write it: `64KiB`, `16MB`, `90s`, `5m`, `4096`.
 * Returns the number in the limit's own unit, or a sentence that says what was expected.
 */
export function parseLimit(name: LimitName, value: string | number): number | { readonly problem: string } {
  const { unit, least = 0, most = Number.POSITIVE_INFINITY } = limitKind(name);
  const parsed = parseQuantity(unit, value);
  const shown = JSON.stringify(typeof value === 'string' ? value.slice(0, 64) : value);
  if (parsed === null) return { problem: `${name} takes ${quantityForms[unit]}, not ${shown}` };
  if (parsed < least) {
    const lowest = unit === 'bytes' ? formatBytes(least) : least;
    return { problem: `${name} takes at least ${lowest}, not ${shown}` };
  }
  if (parsed > most) return { problem: `${name} takes at most ${most} ${unit}, not ${shown}` };
  return parsed;
}

/** What a number counts: bytes, seconds, whole things, or cores, which may be parts of one. */
export type QuantityUnit = 'bytes' | 'seconds' | 'count' | 'cores';

const KiB = 1024;
const byteScales: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: KiB,
  mib: KiB ** 2,
  gib: KiB ** 3,
  tib: KiB ** 4,
};
const secondScales: Readonly<Record<string, number>> = { '': 1, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };
const plainScales: Readonly<Record<string, number>> = { '': 1 };
const scales: Readonly<Record<QuantityUnit, Readonly<Record<string, number>>>> = {
  bytes: byteScales,
  seconds: secondScales,
  count: plainScales,
  cores: plainScales,
};

/** Of a value as text. */
const mostCharacters = 64;

/** What a value of each unit looks like, to end a sentence with. */
export const quantityForms: Readonly<Record<QuantityUnit, string>> = Object.freeze({
  bytes: 'a size such as 4096, "64KiB" or "16MB"',
  seconds: 'a duration such as 90, "90s" or "5m"',
  count: 'a whole number of at least 1',
  cores: 'a number of cores such as 1 or 0.5',
});

/**
 * Reads a quantity as people write it: `64KiB`, `16MB`, `90s`, `5m`, `4096`. Returns a number above 0 in the unit
 * itself, whole for bytes and counts; null where the value has another form. With `takesZero` it may be 0 as well, if
 * that is what was written.
 */
export function parseQuantity(unit: QuantityUnit, value: string | number, takesZero = false): number | null {
  const text = String(value);
  if (text.length > mostCharacters) return null;
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  if (match === null) return null;
  const suffix = match[2]!.toLowerCase();
  if (!Object.hasOwn(scales[unit], suffix)) return null;
  if (Number(match[1]) === 0) return takesZero ? 0 : null;
  const scaled = Number(match[1]) * scales[unit][suffix]!;
  const result = unit === 'bytes' ? Math.floor(scaled) : scaled;
  if (!Number.isFinite(result) || result <= 0) return null;
  const isWhole = unit === 'bytes' || unit === 'count';
  return isWhole && !Number.isSafeInteger(result) ? null : result;
}

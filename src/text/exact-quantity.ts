import { formatNumber } from './format-quantity.ts';
import type { QuantityUnit } from './parse-quantity.ts';

const sizes: readonly (readonly [name: string, scale: number])[] = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
];

/** A quantity without rounding, in the largest unit in which it is whole: `16 MiB`, `24 h`, `300 s`, `5,000`. */
export function exactQuantity(unit: QuantityUnit, value: number): string {
  switch (unit) {
    case 'bytes': {
      const [name, scale] = sizes.find(([, size]) => value % size === 0) ?? ['bytes', 1];
      return `${value / scale} ${name}`;
    }
    case 'seconds':
      return value % 3600 === 0 ? `${value / 3600} h` : `${value} s`;
    case 'count':
    case 'cores':
      return formatNumber(value);
  }
}

const byteUnits = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `812 bytes`, `1.5 KiB`, `12 MiB`: three digits at most before the unit. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return bytes === 1 ? '1 byte' : `${value.toFixed(digits)} ${byteUnits[unit]}`;
}

/** `12,034`. */
export function formatCount(count: number): string {
  return formatNumber(Math.round(count));
}

/** As `toLocaleString('en-US')` has it, for which Node loads tables for 15 to 30 ms first: `12,034`, `0.125`. */
export function formatNumber(value: number): string {
  const [whole = '', part = ''] = Math.abs(value).toFixed(3).split('.');
  // Beyond 10^21 there are no digits to group.
  if (!/^\d+$/.test(whole)) return String(value);
  let grouped = '';
  for (let end = whole.length; end > 0; end -= 3)
    grouped = `${whole.slice(Math.max(0, end - 3), end)}${grouped === '' ? '' : `,${grouped}`}`;
  const digits = part.replace(/0{1,3}$/, '');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return `${sign}${grouped}${digits === '' ? '' : `.${digits}`}`;
}

/** `1 fragment`, `12,034 fragments`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `0.8 s`, `12 s`, `3 min 20 s`, `5 min`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (whole < 3600) return together(minutes, 'min', whole % 60, 's');
  return together(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** The same, with what is shorter than a second in milliseconds: `0.04 ms`, `4.2 ms`, `420 ms`. */
export function formatShortTime(seconds: number): string {
  if (seconds >= 0.9995) return formatSeconds(seconds);
  const ms = seconds * 1000;
  if (ms >= 9.95) return `${ms.toFixed(0)} ms`;
  return `${ms.toFixed(ms >= 0.995 ? 1 : 2)} ms`;
}

function together(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

/** A rate per second, to the digit that matters: `0.4`, `7.5`, `12,034`. */
export function formatRate(perSecond: number): string {
  return perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(perSecond);
}

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
  return Math.round(count).toLocaleString('en-US');
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

import type { Measured } from './library-run.ts';

/** The measurements in Markdown. */
export function timesTable(measured: readonly Measured[]): string {
  const head =
    '| Package | Libraries | Wheels | Layer | First job | Next job | With a lock | First job, from its own wheels |\n' +
    '|---|---:|---:|---:|---:|---:|---:|---:|\n';
  return head + measured.map((one) => `${timesRow(one)}\n`).join('');
}

/** One row of it. */
export function timesRow({ name, versions, wheelBytes, layerBytes, seconds }: Measured): string {
  const { cold, warm, locked, wheels } = seconds;
  const sizes = [wheelBytes, layerBytes].map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`);
  const times = [cold, warm, locked, wheels].map((one) => `${one.toFixed(1)} s`);
  return `| ${[name, versions.length, ...sizes, ...times].join(' | ')} |`;
}

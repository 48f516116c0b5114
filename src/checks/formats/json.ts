import type { CheckedPackage } from './checked-package.ts';

/** One JSON object: the package's name and digest, the verdict, the counts and every finding. */
export function jsonReport({ report, source }: CheckedPackage): string {
  const { refused, errors, warnings, findings } = report;
  const named = { package: source?.name ?? null, digest: source?.digest ?? null };
  return `${JSON.stringify({ ...named, refused, errors, warnings, findings }, null, 2)}\n`;
}

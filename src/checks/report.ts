import type { CheckReport, Finding } from '../model/finding.ts';
import { inOrder } from '../package/loading-finding.ts';

/** A check with the findings of loading before its own. */
export function withLoading(loading: readonly Finding[], checked: CheckReport): CheckReport {
  return { ...checked, ...report([...loading, ...checked.findings]) };
}

/** Sorts the findings, drops doubles and counts. */
export function report(findings: readonly Finding[]): CheckReport {
  const seen = new Set<string>();
  const kept = inOrder(findings).filter(({ rule, file, line, column, message }) => {
    const key = JSON.stringify([rule, file, line, column, message]);
    return seen.size !== seen.add(key).size;
  });
  const errors = kept.filter(({ severity }) => severity === 'error').length;
  return { findings: kept, errors, warnings: kept.length - errors, refused: errors > 0 };
}

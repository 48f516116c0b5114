import type { CheckReport } from '../../model/finding.ts';
import type { Limits } from '../../model/limits.ts';

const mostReports = 256;

/** Reports on packages that were checked lately, so that a job need not wait for the same checks again. */
export class CheckedPackages {
  /** By digest and limits; the one used last is the last. */
  readonly #reports = new Map<string, CheckReport>();

  find(digest: string, limits: Limits): CheckReport | null {
    const key = keyOf(digest, limits);
    const report = this.#reports.get(key);
    if (report === undefined) return null;
    this.#reports.delete(key);
    this.#reports.set(key, report);
    return report;
  }

  keep(digest: string, limits: Limits, report: CheckReport): void {
    this.#reports.set(keyOf(digest, limits), report);
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > mostReports && oldest !== undefined) this.#reports.delete(oldest);
  }

  /** Forgets all that was said about a package; findings may quote it. */
  forget(digest: string): void {
    for (const key of [...this.#reports.keys()]) if (key.startsWith(`${digest} `)) this.#reports.delete(key);
  }
}

function keyOf(digest: string, limits: Limits): string {
  return `${digest} ${JSON.stringify(limits)}`;
}

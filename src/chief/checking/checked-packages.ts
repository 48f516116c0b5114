import type { CheckReport } from '../../model/finding.ts';
import type { Limits } from '../../model/limits.ts';

const mostReports = 256;
/** Of the JSON of all reports that are kept, which is about what they take in memory. */
const mostReportBytes = 16 * 1024 * 1024;

interface Kept {
  readonly report: CheckReport;
  readonly bytes: number;
}

/** Reports on packages that were checked lately, so that a job need not wait for the same checks again. */
export class CheckedPackages {
  /** By digest and limits; the one used last is the last. */
  readonly #reports = new Map<string, Kept>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes = mostReportBytes) {
    this.#mostBytes = mostBytes;
  }

  find(digest: string, limits: Limits): CheckReport | null {
    const key = keyOf(digest, limits);
    const kept = this.#reports.get(key);
    if (kept === undefined) return null;
    this.#reports.delete(key);
    this.#reports.set(key, kept);
    return kept.report;
  }

  keep(digest: string, limits: Limits, report: CheckReport): void {
    const key = keyOf(digest, limits);
    const bytes = key.length + JSON.stringify(report).length;
    this.#drop(key);
    if (bytes > this.#mostBytes) return;
    this.#reports.set(key, { report, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#reports.keys()) {
      if (this.#reports.size <= mostReports && this.#bytes <= this.#mostBytes) return;
      this.#drop(oldest);
    }
  }

  /** Forgets all that was said about a package; findings may quote it. */
  forget(digest: string): void {
    for (const key of [...this.#reports.keys()]) if (key.startsWith(`${digest} `)) this.#drop(key);
  }

  #drop(key: string): void {
    this.#bytes -= this.#reports.get(key)?.bytes ?? 0;
    this.#reports.delete(key);
  }
}

function keyOf(digest: string, limits: Limits): string {
  return `${digest} ${JSON.stringify(limits)}`;
}

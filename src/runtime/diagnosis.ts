/** One thing that `butcher doctor` looked at. */
export interface Diagnosis {
  readonly subject: string;
  /** `warn`: jobs run, but not everything works or is enforced. `fail`: jobs do not run. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found, without a full stop. */
  readonly detail: string;
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
}

export function ok(subject: string, detail: string): Diagnosis {
  return { subject, status: 'ok', detail, remedy: null };
}

export function warn(subject: string, detail: string, remedy: string): Diagnosis {
  return { subject, status: 'warn', detail, remedy };
}

export function fail(subject: string, detail: string, remedy: string): Diagnosis {
  return { subject, status: 'fail', detail, remedy };
}

import type { Submitted } from './account-load.ts';

interface Line {
  readonly msg: string;
  readonly job?: string;
  readonly subject?: string;
  readonly state?: string;
}

export interface AuditLine {
  readonly action: string;
  readonly subject: string | null;
  readonly account: string | null;
}

/** What a log lacks of what was done: a sentence for each. */
export function missingLines(log: string, jobs: ReadonlyMap<string, Submitted>): readonly string[] {
  const told = new Map<string, Set<string>>();
  for (const line of log.split('\n').filter((text) => text.startsWith('{'))) {
    const { msg, job, subject, state } = JSON.parse(line) as Line;
    const id = job ?? subject;
    if (id === undefined) continue;
    const lines = told.get(id) ?? new Set();
    lines.add(msg === 'a job has ended' ? `${msg}: ${state}` : msg);
    told.set(id, lines);
  }
  return [...jobs].flatMap(([id, job]) => {
    const wanted = ['a job was accepted', `a job has ended: ${job.state}`];
    if (job.startedAtMs !== null) wanted.push('a job was started');
    if (job.cancelledBy === 'owner') wanted.push('a job was cancelled');
    if (job.deleted) wanted.push('a job was deleted');
    const lines = told.get(id) ?? new Set();
    return wanted.filter((line) => !lines.has(line)).map((line) => `the log of job ${id} lacks “${line}”`);
  });
}

/** What the audit trail lacks of acts of an operator, each told as `ACTION SUBJECT`. */
export function missingRows(audit: readonly AuditLine[], acts: readonly string[]): readonly string[] {
  const rows = new Set(
    audit.flatMap(({ action, subject, account }) => [`${action} ${subject}`, `${action} ${account}`]),
  );
  return acts.filter((act) => !rows.has(act)).map((act) => `the audit trail lacks “${act}”`);
}

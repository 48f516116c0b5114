import type { JobState } from '../../model/job-report.ts';

/** Every state that a job of a chief can be in. */
export const jobStates: readonly JobState[] = [
  ...(['queued', 'preparing', 'running', 'packing', 'done', 'refused', 'failed', 'cancelled'] as const),
  'interrupted',
];

export function isJobState(text: string): text is JobState {
  return (jobStates as readonly string[]).includes(text);
}

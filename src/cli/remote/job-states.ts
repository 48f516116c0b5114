import { type JobState, jobStates } from '../../model/job-report.ts';

export function isJobState(text: string): text is JobState {
  return (jobStates as readonly string[]).includes(text);
}

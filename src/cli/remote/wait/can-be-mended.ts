import type { JobReport } from '../../../model/job-report.ts';
import { isPurged } from '../../../store/purged-report.ts';
import { isFixedOutside } from '../../display/mend-hint.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';

/** Whether a job failed by its package, and keeps what another one could go on with. */
export function canBeMended(
  { options }: Pick<RemoteJob, 'options'>,
  report: Pick<JobReport['job'], 'state' | 'failure' | 'counts' | 'warnings'>,
): boolean {
  const { state, failure, counts } = report;
  if (isPurged(report)) return false;
  return state === 'failed' && options.resume && counts.results > 0 && !isFixedOutside(failure?.code ?? '');
}

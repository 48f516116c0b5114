import type { JobOptions } from '../../src/model/job-request.ts';
import { defaultLimits } from '../../src/model/limits.ts';

/** A job's options where nobody chose any, with one worker; a test says what it needs to be different. */
export const plainOptions: JobOptions = {
  workers: 1,
  ordered: true,
  resume: true,
  retries: 2,
  onError: 'fail',
  maxFailed: null,
  limits: defaultLimits,
  ociRuntime: null,
};

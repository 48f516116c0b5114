export { checkPackage } from './checks/check-package.ts';
export { report } from './checks/report.ts';
export { composeRuntime } from './compose.ts';
export { type Config, readConfig } from './config.ts';
export { type JobContext, type JobControl, runJob } from './jobs/run-job.ts';
export { type Clock, systemClock } from './model/clock.ts';
export {
  type Failure,
  type FailureCode,
  FailureError,
  type FailureKind,
  failureCatalogue,
} from './model/failures.ts';
export type { CheckReport, Finding, Severity } from './model/finding.ts';
export type { JobEvent, JobProgress } from './model/job-event.ts';
export type { JobReport, JobState, JobSummary } from './model/job-report.ts';
export type { JobOptions, JobRequest } from './model/job-request.ts';
export { defaultLimits, type LimitName, type Limits } from './model/limits.ts';
export type { PackageSource } from './model/package-source.ts';
export { parseLimit } from './model/parse-limit.ts';
export { loadPackage } from './package/load-package.ts';
export type { Runtime } from './runtime/runtime.ts';

export { checkPackage, report } from './checks/check-package.ts';
export type { CheckReport, Finding, Severity } from './checks/finding.ts';
export { type Clock, systemClock } from './clock.ts';
export { composeRuntime } from './compose.ts';
export { type Config, readConfig } from './config.ts';
export {
  type Failure,
  type FailureCode,
  FailureError,
  type FailureKind,
  failureCatalogue,
} from './failures.ts';
export type { JobEvent, JobProgress } from './jobs/job-event.ts';
export type { JobReport, JobState, JobSummary } from './jobs/job-report.ts';
export type { JobOptions, JobRequest } from './jobs/job-request.ts';
export { type JobContext, type JobControl, runJob } from './jobs/run-job.ts';
export { defaultLimits, type LimitName, type Limits, parseLimit } from './limits.ts';
export { loadPackage } from './package/load-package.ts';
export type { PackageSource } from './package/package-source.ts';
export type { Runtime } from './runtime/runtime.ts';

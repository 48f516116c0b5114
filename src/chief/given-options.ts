import type { JobOptions } from '../jobs/job-request.ts';
import type { LimitName } from '../limits.ts';

/** The options that a submission may have; sizes and durations also as people write them. */
export interface GivenOptions {
  readonly workers?: number;
  readonly ordered?: boolean;
  readonly resume?: boolean;
  readonly retries?: number;
  readonly onError?: JobOptions['onError'];
  /** A number of fragments, or a share of them such as `"2%"`. */
  readonly maxFailed?: number | string | null;
  readonly limits?: Readonly<Partial<Record<LimitName, number | string>>>;
  readonly ociRuntime?: string | null;
}

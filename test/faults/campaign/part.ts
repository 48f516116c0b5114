import type { TrialOptions } from '../trial.ts';

/** What all parts of the campaign are given. */
export interface CampaignSettings {
  readonly runtime: TrialOptions['runtime'];
  readonly random: () => number;
  readonly say: (line: string) => void;
}

/** What came of a part. */
export interface PartOutcome {
  readonly passed: boolean;
  /** One line for the summary, with the figures. */
  readonly told: string;
}

import type { Logger } from 'pino';
import type { Chief } from '../chief/chief.ts';
import type { Clock } from '../model/clock.ts';
import type { Store } from '../store/store.ts';
import { type AccountRates, defaultRates } from './guards/limit-rates.ts';
import { defaultPace, type Pace } from './guards/pace-uploads.ts';

/** What the application is made of. */
export interface HttpParts {
  readonly chief: Chief;
  /** For tokens, and for what operators do. */
  readonly store: Pick<Store, 'accounts' | 'tokens' | 'audit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: HttpSettings;
}

export interface HttpSettings {
  /** Names that it answers to beside those of the loopback and the address that a request comes in at. */
  readonly hostNames: readonly string[];
  readonly rates: AccountRates;
  readonly pace: Pace;
  /** Longest silence in a stream of events. */
  readonly heartbeatMs: number;
}

export const defaultHttpSettings: HttpSettings = Object.freeze({
  hostNames: [],
  rates: defaultRates,
  pace: defaultPace,
  heartbeatMs: 15_000,
});

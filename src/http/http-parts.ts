import type { Logger } from 'pino';
import type { Chief } from '../chief/chief.ts';
import type { Clock } from '../model/clock.ts';
import type { Store } from '../store/store.ts';
import type { TurnBounds } from '../turns/fair-turns.ts';
import { defaultGuesses } from './guards/guesses.ts';
import { type AccountRates, defaultHeld, defaultRates, type HeldBounds } from './guards/limit-rates.ts';
import type { OpenAccess } from './guards/open-access.ts';
import { defaultPace, type Pace } from './guards/pace-uploads.ts';
import { defaultTurns } from './guards/take-turns.ts';
import type { Rate } from './guards/token-bucket.ts';
import { defaultConnections } from './server/bound-connections.ts';
import type { ConnectionBounds } from './server/connection-ledger.ts';

/** What routes are given. */
export interface HttpParts extends AppParts {
  readonly access: OpenAccess;
}

/** What the application is made of. */
export interface AppParts {
  readonly chief: Chief;
  /** For tokens, for what operators do, and for strikes. */
  readonly store: Pick<Store, 'accounts' | 'tokens' | 'audit' | 'incidents' | 'replies' | 'webhooks'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: HttpSettings;
  /** Folder of the page as it was built; left out or null: there is none. */
  readonly page?: string | null;
}

export interface HttpSettings {
  /** Names that it answers to beside those of the loopback and the address that a request comes in at. */
  readonly hostNames: readonly string[];
  /** Of web pages elsewhere that may use the API. */
  readonly allowedOrigins: readonly string[];
  /** Servers before the chief whose `X-Forwarded-For` is believed: addresses and ranges. */
  readonly trustedProxies: readonly string[];
  /** It listens at a Unix socket: whoever may connect there is a proxy that is believed. */
  readonly atSocket: boolean;
  readonly connections: ConnectionBounds;
  /** Wrong tokens that an address may present. */
  readonly guesses: Rate;
  readonly rates: AccountRates;
  readonly held: HeldBounds;
  /** Requests that are handled at the same time. */
  readonly turns: TurnBounds;
  readonly pace: Pace;
  /** Longest silence in a stream of events. */
  readonly heartbeatMs: number;
}

export const defaultHttpSettings: HttpSettings = Object.freeze({
  hostNames: [],
  allowedOrigins: [],
  trustedProxies: [],
  atSocket: false,
  connections: defaultConnections,
  guesses: defaultGuesses,
  rates: defaultRates,
  held: defaultHeld,
  turns: defaultTurns,
  pace: defaultPace,
  heartbeatMs: 15_000,
});

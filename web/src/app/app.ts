import { type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Client, type Schemas } from '../api/client.ts';
import { type Place, placeOf } from '../state/route.ts';
import { Session } from '../state/session.ts';
import { Theme } from './theme.ts';

export type Me = Schemas['Me'];
export type Rule = Schemas['Rule'];

/** What every part of the page shares. */
export interface App {
  readonly session: Session;
  readonly client: Client;
  readonly theme: Theme;
  /** Whose token it is; null before that is known. */
  readonly me: Signal<Me | null>;
  readonly place: Signal<Place>;
  /** The time of this machine, new each second. */
  readonly now: Signal<number>;
  /** What a screen reader is to say: what happened without anybody looking there. */
  readonly said: Signal<string>;
  /** The rules of the checks by their ids, asked for once. */
  readonly rules: () => Promise<ReadonlyMap<string, Rule>>;
}

const Shared = createContext<App | null>(null);

export const SharedApp = Shared.Provider;

export function useApp(): App {
  const app = useContext(Shared);
  if (app === null) throw new Error('a part of the page is used outside of it');
  return app;
}

/** Whether the token may see to accounts and to everybody's jobs. */
export function isOperator(me: Me | null): boolean {
  return me?.token.scopes.some((scope) => scope === 'admin' || scope === 'operator') ?? false;
}

/** Puts together what the page shares, over the browser's own. */
export function makeApp(): App {
  const session = new Session(sessionStorage);
  const client = new Client({
    token: () => session.token.value,
    onShutOut: (problem) => session.end(problem),
    onReached: (reached) => session.noteReached(reached),
  });
  const place = signal(placeOf(location.hash));
  window.addEventListener('hashchange', () => {
    place.value = placeOf(location.hash);
  });
  const now = signal(Date.now());
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1000);
  const theme = new Theme(localStorage, document.documentElement);
  return { session, client, theme, me: signal(null), place, now, said: signal(''), rules: askedOnce(client) };
}

function askedOnce(client: Client): App['rules'] {
  let asked: ReturnType<App['rules']> | null = null;
  return () => {
    asked ??= client.ask('get', '/api/v1/rules').then(
      ({ items }) => new Map(items.map((rule) => [rule.id, rule])),
      (error: unknown) => {
        asked = null;
        throw error;
      },
    );
    return asked;
  };
}

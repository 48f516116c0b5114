import type { Store } from './store.ts';

type Nouns = Omit<Store, 'close'>;

/** A record, and no list, so that none is left out. */
const nouns: Readonly<Record<keyof Nouns, true>> = {
  ...{ accounts: true, tokens: true, packages: true, datasets: true, jobs: true, layers: true },
  ...{ incidents: true, audit: true, replies: true, webhooks: true },
};

/** The same store; `failed` is called for each call of it that is rejected. */
export function countedErrors(store: Store, failed: () => void): Store {
  const names = Object.keys(nouns) as (keyof Nouns)[];
  const counted = names.map((noun) => [noun, countedNoun(store[noun], failed)]);
  return { ...(Object.fromEntries(counted) as Nouns), close: () => store.close() };
}

function countedNoun<Noun extends object>(noun: Noun, failed: () => void): Noun {
  return new Proxy(noun, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...values: readonly unknown[]) => {
        try {
          return await member.apply(target, values);
        } catch (error) {
          failed();
          throw error;
        }
      };
    },
  });
}

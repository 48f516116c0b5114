import type { Store } from './store.ts';

const nouns = [
  ...(['accounts', 'tokens', 'packages', 'datasets', 'jobs', 'layers'] as const),
  ...(['incidents', 'audit', 'replies'] as const),
] satisfies readonly (keyof Store)[];

/** The same store; `failed` is called for each call of it that is rejected. */
export function countedErrors(store: Store, failed: () => void): Store {
  const counted = nouns.map((noun) => [noun, countedNoun(store[noun], failed)]);
  return { ...(Object.fromEntries(counted) as Omit<Store, 'close'>), close: () => store.close() };
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

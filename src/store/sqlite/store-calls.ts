import type { Store } from '../store.ts';

/** What a store keeps, each with methods of its own. */
export type Nouns = Omit<Store, 'close'>;

/** One call of a noun's method; without a noun, of `close`. */
export interface StoreCall {
  readonly id: number;
  readonly noun: keyof Nouns | null;
  readonly method: string;
  readonly values: readonly unknown[];
}

/** To the call of that id. That of id 0, which nobody calls, says that the store is open. */
export type StoreAnswer = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: unknown; readonly diskFull: boolean }
);

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { composeStore } from '../compose.ts';
import { FailureError, failure } from '../model/failures.ts';
import { isDiskFull } from '../store/disk-full-error.ts';
import type { Store } from '../store/store.ts';
import { UnusableStoreError } from '../store/unusable-store-error.ts';
import { inertLine } from '../text/inert-text.ts';
import type { CliIo } from './cli-io.ts';
import { ownConfig } from './home/own-config.ts';
import { unusableHome } from './home/unusable-home.ts';
import { storeFile } from './upkeep/backup-format.ts';
import { UsageError } from './usage-error.ts';

/**
 * Lends the store of this home to `body`, also while a chief serves it. A home without one is told and not made: it is
 * a wrong one. Throws UsageError and FailureError.
 */
export async function withStore<Result>(io: CliIo, body: (store: Store) => Promise<Result>): Promise<Result> {
  const { home } = await ownConfig(io);
  if (!(await hasStore(home)))
    throw new UsageError(
      `No chief has served the home ${inertLine(home)}; set BUTCHER_HOME to the home of the chief.`,
    );
  return withNewStore(io, body);
}

/** Whether there is a store in a home, or anything in the way of finding out. */
export function hasStore(home: string): Promise<boolean> {
  return lstat(join(home, storeFile)).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );
}

/** The same, and makes the store where there is none. */
export async function withNewStore<Result>(
  io: CliIo,
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  const config = await ownConfig(io);
  const store = await composeStore(config.home).catch((error) => {
    if (error instanceof UnusableStoreError)
      throw new UsageError(
        `The home ${inertLine(config.home)} cannot be used: ${error.message} ${error.help}`,
      );
    return unusableHome(config.home, error);
  });
  try {
    return await body(store);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const message = `The disk of ${inertLine(config.home)} is full; nothing was changed.`;
    throw new FailureError(failure('disk-limit', 'preparing', message, { help: 'Make room and try again.' }));
  } finally {
    await store.close();
  }
}

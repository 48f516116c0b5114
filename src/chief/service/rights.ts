import type { Account } from '../../store/accounts.ts';
import { type Problem, problem } from '../problem.ts';

/** Whose things an account sees, as the store's methods take it: its own, and an admin everybody's. */
export function ownerFor({ name, admin }: Account): string | null {
  return admin ? null : name;
}

/** Of which account jobs are wanted, as the store takes it; of one that others may not see, nobody's. */
export function whoseJobs(account: Account, of: string | null): { readonly name: string | null } | 'nobody' {
  const owner = ownerFor(account);
  if (of === null) return { name: owner };
  return owner === null || owner === of ? { name: of } : 'nobody';
}

/** The answer is the same for a thing that never existed and for another account's. */
export function notFound(
  thing: 'package' | 'dataset' | 'job' | 'fragment' | 'file' | 'folder' | 'upload',
): Problem {
  return problem('not-found', `There is no such ${thing}.`);
}

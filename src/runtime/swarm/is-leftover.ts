import { type ChiefIdentity, isDead, parseChief } from '../chief-identity.ts';
import { labels } from '../labels.ts';

/**
 * Whether what has these labels was left by a dead chief of the same home, or by this one for a job that is not open
 * any more. What is of no job is a look at the machines, which is under way for as long as its chief lives.
 */
export function isLeftover(
  found: Readonly<Record<string, string>> | undefined,
  self: ChiefIdentity,
  openJobs: ReadonlySet<string>,
): boolean {
  const chief = parseChief(found?.[labels.chief] ?? '');
  if (chief === null || chief.home !== self.home) return false;
  if (chief.nonce !== self.nonce) return isDead(chief);
  const job = found?.[labels.job] ?? '';
  return job !== '' && !openJobs.has(job);
}

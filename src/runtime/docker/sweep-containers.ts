import { type ChiefIdentity, isDead, parseChief } from '../chief-identity.ts';
import { labels } from '../labels.ts';
import type { EngineClient } from './engine/engine-client.ts';

/**
 * Removes the containers that dead chiefs of this chief's home left behind, and its own of jobs that are not open
 * any more. Returns how many there were. Those of other homes and of living chiefs stay.
 */
export async function sweepContainers(
  engine: EngineClient,
  self: ChiefIdentity,
  openJobs: ReadonlySet<string>,
): Promise<number> {
  const found = await engine.list(labels.chief);
  const left = found.filter((container) => {
    const chief = parseChief(container.labels[labels.chief] ?? '');
    if (chief === null || chief.home !== self.home) return false;
    if (chief.nonce === self.nonce) return !openJobs.has(container.labels[labels.job] ?? '');
    return isDead(chief);
  });
  await Promise.all(left.map((container) => engine.remove(container.id)));
  return left.length;
}

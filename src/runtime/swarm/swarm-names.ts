import { labels } from '../labels.ts';

/** Label of the relay, which is no sandbox and belongs to no job; its value is the chief. */
export const relayLabel = 'io.butcher.relay';

/** Label of the one network of a chief's home. */
export const networkLabel = 'io.butcher.network';

/** Label of a machine, with the value `none`, that takes no workers though it takes other work. */
export const workersLabel = 'io.butcher.workers';

export const relayPort = 7000;

/** Labels of services, secrets and their containers. */
export function poolLabels(chief: string, jobId: string): Record<string, string> {
  return { [labels.chief]: chief, [labels.job]: jobId };
}

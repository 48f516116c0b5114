import type { Role } from '../bridge/messages.ts';

/** Labels of every container that a chief makes. */
export const labels = {
  chief: 'io.butcher.chief',
  job: 'io.butcher.job',
  role: 'io.butcher.role',
  version: 'io.butcher.version',
} as const;

/** Version of what the labels mean, for chiefs of other releases that find the container. */
const labelVersion = '1';

export function sandboxLabels(chief: string, jobId: string, role: Role): Record<string, string> {
  return {
    [labels.chief]: chief,
    [labels.job]: jobId,
    [labels.role]: role,
    [labels.version]: labelVersion,
  };
}

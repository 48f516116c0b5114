import { totalmem } from 'node:os';

/**
 * Memory that this process and what it starts can have, in bytes: the machine's, or less where its control group says
 * so.
 */
export function machineMemory(): number {
  const group = process.constrainedMemory();
  return group > 0 ? Math.min(group, totalmem()) : totalmem();
}

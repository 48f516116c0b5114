import type { Limits } from '../../model/limits.ts';

/** Splitter and merger. */
const containersBesideWorkers = 2;

/** Memory that a job's containers may take together while they have what they begin with, in bytes. */
export function memoryClaim({ memory }: Pick<Limits, 'memory'>, workers: number): number {
  return (containersBesideWorkers + workers) * memory;
}

import type { Limits } from '../../model/limits.ts';

/** Splitter and merger. */
const containersBesideWorkers = 2;

/** Memory that a job's containers may take together while they have what they begin with, in bytes. */
export function memoryClaim({ memory }: Pick<Limits, 'memory'>, workers: number): number {
  return (containersBesideWorkers + workers) * memory;
}

/** What of a machine's memory containers may take where the operator says nothing: an eighth is the machine's own. */
export function defaultContainerMemory(machineBytes: number): number {
  return Math.floor((7 / 8) * machineBytes);
}

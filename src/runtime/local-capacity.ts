import { hostname } from 'node:os';
import type { Limits } from '../model/limits.ts';
import type { Capacity, EngineDescription } from './runtime.ts';

/** What has room on the one machine of an engine: a processor and memory for each sandbox, and one in any case. */
export function localCapacity(
  { cpus, memoryBytes }: Pick<EngineDescription, 'cpus' | 'memoryBytes'>,
  limits: Pick<Limits, 'cpus' | 'memory'>,
): Capacity {
  const slots = Math.max(1, Math.floor(Math.min(cpus / limits.cpus, memoryBytes / limits.memory)));
  return { slots, nodes: [{ id: 'local', name: hostname(), slots, state: 'ready', isOwn: true }] };
}

import type { Clock } from '../../model/clock.ts';
import { ClusterRuntime } from '../cluster/cluster-runtime.ts';
import type { Refusal } from '../dial-in-refusals.ts';
import { harnessCommand } from '../docker/image/image-names.ts';
import { remotePaths } from '../docker/sandbox-paths.ts';
import type { Runtime } from '../runtime.ts';
import { SwarmEngine, type SwarmEngineOptions } from './swarm-engine.ts';

export interface SwarmRuntimeOptions extends SwarmEngineOptions {
  /** Where splitters and mergers run: the engine that is a manager of the Swarm. */
  readonly local: Runtime;
  readonly clock: Clock;
  /** As in the options of the cluster's runtime. */
  readonly ownWorkers: number;
  readonly dialBackMs?: number;
  readonly onRefused?: (refusal: Refusal) => void;
}

/** Jobs whose workers are tasks of a Docker Swarm. */
export function swarmRuntime(options: SwarmRuntimeOptions): ClusterRuntime {
  const { local, clock, ownWorkers, dialBackMs, onRefused, ...engine } = options;
  return new ClusterRuntime({
    kind: 'swarm',
    local,
    engine: new SwarmEngine(engine),
    clock,
    harnessCommand,
    paths: remotePaths,
    ownWorkers,
    ...(dialBackMs === undefined ? {} : { dialBackMs }),
    ...(onRefused === undefined ? {} : { onRefused }),
  });
}

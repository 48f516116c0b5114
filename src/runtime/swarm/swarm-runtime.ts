import type { Clock } from '../../model/clock.ts';
import { ClusterRuntime } from '../cluster/cluster-runtime.ts';
import type { Refusal } from '../cluster/dial-in.ts';
import { harnessCommand } from '../docker/image/image-names.ts';
import { remotePaths } from '../docker/sandbox-paths.ts';
import type { Runtime } from '../runtime.ts';
import { SwarmEngine, type SwarmEngineOptions } from './swarm-engine.ts';

export interface SwarmRuntimeOptions extends SwarmEngineOptions {
  /** Where splitters and mergers run: the engine that is a manager of the Swarm. */
  readonly local: Runtime;
  readonly clock: Clock;
  readonly onRefused?: (refusal: Refusal) => void;
}

/** Jobs whose workers are tasks of a Docker Swarm. */
export function swarmRuntime({ local, clock, onRefused, ...engine }: SwarmRuntimeOptions): ClusterRuntime {
  return new ClusterRuntime({
    kind: 'swarm',
    local,
    engine: new SwarmEngine(engine),
    clock,
    harnessCommand,
    paths: remotePaths,
    ...(onRefused === undefined ? {} : { onRefused }),
  });
}

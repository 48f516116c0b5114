import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type Docker from 'dockerode';
import { systemClock } from '../../../src/model/clock.ts';
import { ClusterRuntime, type ClusterRuntimeOptions } from '../../../src/runtime/cluster/cluster-runtime.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { harnessCommand } from '../../../src/runtime/docker/image/image-names.ts';
import { remotePaths } from '../../../src/runtime/docker/sandbox-paths.ts';
import { runtimeConformance } from '../../conformance/runtime.ts';
import { containersOf, testEngine } from '../../helpers/docker-containers.ts';
import { LocalCluster } from '../../helpers/local-cluster.ts';

const docker: Docker = await testEngine();
const silent = ['/usr/bin/python3', '-c', 'import time; time.sleep(600)'];

function open(home: string, changes: Partial<ClusterRuntimeOptions> = {}): ClusterRuntime {
  return new ClusterRuntime({
    kind: 'swarm',
    local: new DockerRuntime({ home }),
    engine: new LocalCluster(docker, home),
    clock: systemClock,
    harnessCommand,
    paths: remotePaths,
    pace: { lookMs: 50, idleMs: 0 },
    ...changes,
  });
}

/** A container may be there for a moment after what ran in it has ended. */
async function running(home: string): Promise<readonly string[]> {
  let seen = await containersOf(home);
  for (let looks = 0; looks < 20 && seen.length > 0; looks += 1) {
    await delay(100);
    const now = await containersOf(home);
    if (!isDeepStrictEqual(now, seen)) looks = 0;
    seen = now;
  }
  return seen;
}

runtimeConformance({
  name: 'cluster on one machine',
  open,
  running,
  withSilentHarness: (home, dialBackMs, use) => use(open(home, { harnessCommand: silent, dialBackMs })),
});

import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { runtimeConformance } from '../../conformance/runtime.ts';
import { containersOf } from '../../helpers/docker-containers.ts';

for (const transport of ['unix', 'stdio'] as const) {
  runtimeConformance({
    name: `docker over ${transport}`,
    open: (home) => new DockerRuntime({ home, transport }),
    running: containersOf,
  });
}

import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { runtimeConformance } from '../../conformance/runtime.ts';
import { containersOf } from '../../helpers/docker-containers.ts';
import { withCommand } from '../../helpers/engine-calls.ts';

for (const transport of ['unix', 'stdio'] as const) {
  runtimeConformance({
    name: `docker over ${transport}`,
    open: (home) => new DockerRuntime({ home, transport }),
    running: (home) => containersOf(home),
    withSilentHarness: (home, dialBackMs, use) =>
      withCommand(['python3', '-c', 'import time; time.sleep(600)'], () =>
        use(new DockerRuntime({ home, transport, dialBackMs })),
      ),
  });
}

import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessRuntime } from '../../../src/runtime/process/process-runtime.ts';
import { runtimeConformance } from '../../conformance/runtime.ts';
import { harnessProcesses } from '../../helpers/harness-processes.ts';

runtimeConformance({
  name: 'process',
  open: () => new ProcessRuntime(),
  running: async (home) => harnessProcesses(home),
  withSilentHarness: async (home, dialBackMs, use) => {
    const python = join(home, 'silent-python');
    await writeFile(
      python,
      `#!/bin/sh\ncase "$1" in -I) echo 3.11.0; echo ${python};; *) exec sleep 600;; esac\n`,
    );
    await chmod(python, 0o755);
    await use(new ProcessRuntime({ ...process.env, BUTCHER_PYTHON: python }, dialBackMs));
  },
});

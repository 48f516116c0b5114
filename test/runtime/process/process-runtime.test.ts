import { ProcessRuntime } from '../../../src/runtime/process/process-runtime.ts';
import { runtimeConformance } from '../../conformance/runtime.ts';
import { harnessProcesses } from '../../helpers/harness-processes.ts';

runtimeConformance({
  name: 'process',
  open: () => new ProcessRuntime(),
  running: async (home) => harnessProcesses(home),
});

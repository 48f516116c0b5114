import { runtimeConformance } from '../conformance/runtime.ts';
import { runtimeProgram } from '../conformance/runtime-program.ts';
import { FakeRuntime } from '../helpers/fake-runtime.ts';

runtimeConformance({
  name: 'fake',
  open: () => new FakeRuntime({ program: runtimeProgram }),
  running: async () => [],
});

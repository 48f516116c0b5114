import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/limits.ts';
import { type ContainerInput, containerOptions } from '../../../src/runtime/docker/container-options.ts';

const input: ContainerInput = {
  name: 'butcher-1',
  image: 'sha256:0',
  role: 'worker',
  labels: {},
  env: {},
  command: ['python3'],
  uid: 1,
  memoryBytes: defaultLimits.memory,
  limits: defaultLimits,
  seccomp: '{}',
  ociRuntime: null,
  workingDir: '/app/package',
  mounts: [],
  stdio: false,
};

describe('containerOptions', () => {
  it('counts gVisor’s own threads, and leaves the choice of runtime to the engine unless asked', () => {
    const plain = containerOptions(input).HostConfig;
    assert.equal(plain.PidsLimit, defaultLimits.pids);
    assert(!('Runtime' in plain));
    const gvisor = containerOptions({ ...input, ociRuntime: 'runsc' }).HostConfig;
    assert.equal(gvisor.PidsLimit, 256);
    assert.equal(gvisor.Runtime, 'runsc');
    const roomy = { ...input, ociRuntime: 'runsc', limits: { ...defaultLimits, pids: 1000 } };
    assert.equal(containerOptions(roomy).HostConfig.PidsLimit, 1000);
  });

  it('opens standard input only for a bridge over stdio, and for one chief', () => {
    assert.equal(containerOptions(input).OpenStdin, false);
    const { OpenStdin, StdinOnce, AttachStdin } = containerOptions({ ...input, stdio: true });
    assert.deepEqual(
      { OpenStdin, StdinOnce, AttachStdin },
      { OpenStdin: true, StdinOnce: true, AttachStdin: true },
    );
  });
});

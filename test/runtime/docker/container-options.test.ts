import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/model/limits.ts';
import { type ContainerInput, containerOptions } from '../../../src/runtime/docker/container-options.ts';
import { sandboxLabels } from '../../../src/runtime/labels.ts';
import { sandboxEnvironment } from '../../../src/runtime/sandbox-environment.ts';
import { type Inspected, lockdownProblems } from '../../helpers/lockdown.ts';

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
  engineCpus: 2,
  seccomp: '{}',
  dialect: 'docker',
  ociRuntime: null,
  workingDir: '/app/package',
  mounts: [],
  stdio: false,
};

/** Options as the engine's `inspect` would give them back. */
function inspected(options: ReturnType<typeof containerOptions>): Inspected {
  const mounts = options.HostConfig.Mounts ?? [];
  return {
    Config: options,
    HostConfig: { ...options.HostConfig, MaskedPaths: ['/proc/kcore'], ReadonlyPaths: ['/proc/sys'] },
    Mounts: mounts.map(({ Target, ReadOnly }) => ({ Destination: Target, RW: ReadOnly !== true })),
  };
}

describe('containerOptions', () => {
  it('lock in every role by every measure', () => {
    process.env.AWS_SECRET_OF_THE_CHIEF = 'x';
    for (const role of ['splitter', 'worker', 'merger'] as const) {
      const results = { source: '/r', target: '/app/resources/job/results', writable: true };
      const seccomp = '{"defaultAction":"SCMP_ACT_ERRNO"}';
      const env = sandboxEnvironment({ role, bridge: 'stdio', token: 't', cpus: 1 });
      const options = containerOptions({
        ...{ ...input, role, seccomp, env, uid: 7, labels: sandboxLabels('chief', 'job', role) },
        mounts: [{ source: '/p', target: '/app/package' }, ...(role === 'merger' ? [results] : [])],
      });
      assert.deepEqual(lockdownProblems(inspected(options), role, defaultLimits), [], role);
    }
    delete process.env.AWS_SECRET_OF_THE_CHIEF;
  });

  it('asks for no more cores than there are, which the engine would refuse', () => {
    const cores = (cpus: number, engineCpus: number) =>
      containerOptions({ ...input, engineCpus, limits: { ...defaultLimits, cpus } }).HostConfig.NanoCpus;
    assert.deepEqual([cores(4, 2), cores(1.5, 2), cores(2, 2)], [2e9, 1.5e9, 2e9]);
  });

  it('have a merger go before workers where processors are short, and after the chief', () => {
    const shares = (role: ContainerInput['role']) =>
      containerOptions({ ...input, role }).HostConfig.CpuShares!;
    assert.equal(shares('merger'), 3 * shares('worker'));
    assert.ok(shares('splitter') === shares('worker') && shares('merger') < 1024);
  });

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

  it('leaves out for Podman what it does not take, and bounds what it adds', () => {
    const { HostConfig } = containerOptions({ ...input, dialect: 'podman' });
    const scratch = HostConfig.Tmpfs as Record<string, string>;
    assert.deepEqual(Object.keys(scratch), ['/tmp', '/run', '/var/tmp']);
    assert.match(scratch['/tmp']!, new RegExp(`^rw,noexec,nosuid,nodev,size=${defaultLimits.scratchBytes},`));
    assert.doesNotMatch(Object.values(scratch).join(), /nr_inodes/);
    for (const folder of ['/run', '/var/tmp']) assert.match(scratch[folder]!, /^ro,noexec,.*size=\d+,/);
    const nproc = HostConfig.Ulimits?.find(({ Name }) => Name === 'nproc');
    assert((nproc?.Hard ?? 0) > defaultLimits.pids);
  });

  it('hands Podman no path that it would take for options of the mount', () => {
    const mounted = (dialect: 'docker' | 'podman', source: string, target: string) =>
      containerOptions({ ...input, dialect, mounts: [{ source, target }] }).HostConfig.Mounts?.length;
    for (const odd of ['/a,src=/etc', '/a,rw', '/a"b', '/a\nb', '/a\rb']) {
      assert.throws(() => mounted('podman', odd, '/data'), /Podman cannot mount/, odd);
      assert.throws(() => mounted('podman', '/data', odd), /Podman cannot mount/, odd);
      assert.equal(mounted('docker', odd, odd), 1);
    }
    assert.equal(mounted('podman', '/a:rw b=c', "/d'ü"), 1);
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

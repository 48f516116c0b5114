import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/model/limits.ts';
import { placementConstraints, serviceSpec } from '../../../src/runtime/swarm/service-spec.ts';
import { managerFailure, relayRefusal, swarmRefusal } from '../../../src/runtime/swarm/swarm-failure.ts';

const MiB = 1024 * 1024;
const limits = { ...defaultLimits, cpus: 0.5, pids: 33, scratchBytes: 5 * MiB, packageBytes: 3 * MiB };

describe('serviceSpec', () => {
  const spec = serviceSpec({
    pool: {
      id: 'pool',
      jobId: 'job',
      image: 'sha256:0',
      memoryBytes: 100 * MiB,
      limits,
      key: 'never here',
      env: { BUTCHER_CHIEF: '10.0.0.2:7000' },
      graceSeconds: 20,
    },
    name: 'butcher-pool',
    labels: { 'io.butcher.job': 'job' },
    uid: 1_900_000_000,
    network: 'net',
    secret: { id: 'secret', name: 'butcher-pool' },
    seccomp: '{"defaultAction":"SCMP_ACT_ERRNO"}',
    // biome-ignore lint/suspicious/noExplicitAny: the manager's API, of which no type knows all.
  }) as any;
  const { ContainerSpec, Resources, RestartPolicy, Placement, LogDriver, Networks } = spec.TaskTemplate;

  it('locks a worker in', () => {
    assert.equal(ContainerSpec.User, '1900000000:1900000000');
    assert.equal(ContainerSpec.ReadOnly, true);
    assert.deepEqual(ContainerSpec.CapabilityDrop, ['ALL']);
    assert.equal(ContainerSpec.Init, false, 'the gate is the first process, which the kernel protects');
    assert.equal(ContainerSpec.Privileges.NoNewPrivileges, true);
    const profile = Buffer.from(ContainerSpec.Privileges.Seccomp.Profile, 'base64').toString();
    assert.equal(profile, '{"defaultAction":"SCMP_ACT_ERRNO"}');
    assert.deepEqual(
      ContainerSpec.Mounts.map(({ Type, Target, TmpfsOptions }: Record<string, { SizeBytes: number }>) => [
        ...[Type, Target, TmpfsOptions!.SizeBytes],
      ]),
      [
        ['tmpfs', '/tmp', 5 * MiB],
        ['tmpfs', '/app', 3 * MiB],
      ],
    );
    assert.deepEqual(
      ContainerSpec.Ulimits.map(({ Name, Hard }: { Name: string; Hard: number }) => [Name, Hard]),
      [
        ['core', 0],
        ['nofile', 1024],
        ['fsize', 5 * MiB],
      ],
    );
    const { File } = ContainerSpec.Secrets[0];
    assert.deepEqual([File.UID, File.Mode], ['1900000000', 0o400], 'its own user alone reads the key');
    assert.doesNotMatch(JSON.stringify(spec), /never here/);
    assert.equal(LogDriver.Name, 'none');
    assert.deepEqual(Networks, [{ Target: 'net' }]);
    assert.equal(spec.EndpointSpec.Mode, 'dnsrr');
    assert.equal(spec.Mode.Replicated.Replicas, 0);
  });

  it('reserves what it limits, and goes where workers may', () => {
    assert.deepEqual(Resources.Limits, { NanoCPUs: 5e8, MemoryBytes: 100 * MiB, Pids: 33 });
    assert.deepEqual(Resources.Reservations, { NanoCPUs: 5e8, MemoryBytes: 100 * MiB });
    assert.deepEqual(Placement.Constraints, ['node.labels.io.butcher.workers != none']);
    assert.deepEqual(placementConstraints(['n7']), [...Placement.Constraints, 'node.id != n7']);
    assert.equal(RestartPolicy.Condition, 'on-failure');
    assert.deepEqual(ContainerSpec.Labels, { 'io.butcher.job': 'job' });
    assert(ContainerSpec.Env.includes('BUTCHER_TASK={{.Task.ID}}'));
  });
});

describe('relayRefusal', () => {
  it('says of a machine that takes no work which it is, and what to do in place of it', () => {
    assert.equal(relayRefusal('active', 'h1'), null);
    for (const availability of ['drain', 'pause']) {
      const { code, message, help } = relayRefusal(availability, 'h1')!.failure;
      assert.equal(code, 'engine-unavailable');
      assert.match(message, new RegExp(`h1, takes no work \\(${availability}\\)`));
      assert.match(help!, /--availability active h1.*io\.butcher\.workers=none/);
    }
  });
});

describe('swarmRefusal', () => {
  const manager = { LocalNodeState: 'active', ControlAvailable: true };

  it('lets a manager that is new enough pass', () => {
    assert.equal(swarmRefusal(manager, '1.41', false), null);
    assert.equal(swarmRefusal(manager, '1.45', false), null);
  });

  it('says of every other engine what it is, and what to do', () => {
    for (const [swarm, version, isPodman, said, remedy] of [
      [undefined, '1.41', false, /no part of a Swarm/, /docker swarm init/],
      [{ LocalNodeState: 'inactive' }, '1.41', false, /no part of a Swarm/, /docker swarm init/],
      [{ LocalNodeState: 'locked' }, '1.41', false, /is locked/, /docker swarm unlock/],
      [{ ...manager, ControlAvailable: false }, '1.41', false, /is a worker/, /docker node promote/],
      [manager, '1.40', false, /too old .* version 1\.40/, /Docker 20\.10 or newer/],
      [manager, undefined, false, /too old .* version unknown/, /Docker 20\.10/],
      [undefined, '1.41', true, /is Podman/, /DOCKER_HOST/],
    ] as const) {
      const { code, message, help } = swarmRefusal(swarm, version, isPodman)!.failure;
      assert.equal(code, 'engine-unavailable');
      assert.match(message, said);
      assert.match(help!, remedy);
    }
  });

  it('knows a Swarm without a leader, and one that is gone', () => {
    const noLeader = managerFailure(
      new Error('rpc error: code = Unknown desc = The swarm does not have a leader.'),
    );
    assert.match(noLeader!.failure.message, /no manager that leads/);
    const late = managerFailure(
      new Error('rpc error: code = DeadlineExceeded desc = context deadline exceeded'),
    );
    assert.match(late!.failure.message, /did not answer in time/);
    assert.match(
      managerFailure(new Error('This node is not a swarm manager.'))!.failure.message,
      /not a manager/,
    );
    assert.equal(managerFailure(new Error('no space left on device')), null);
  });
});

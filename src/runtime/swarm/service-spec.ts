import { keyFile, type PoolSpec } from '../cluster/cluster-engine.ts';
import { gateCommand } from '../docker/image/image-names.ts';
import { workersLabel } from './swarm-names.ts';

export interface ServiceInput {
  readonly pool: PoolSpec;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly network: string;
  readonly secret: { readonly id: string; readonly name: string };
  /** Our profile, as JSON. */
  readonly seccomp: string;
}

const openFiles = 1024;
const restartAfterNs = 100e6;
const second = 1e9;
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Everything that locks a worker on another machine in, as the manager's API takes it; nothing is left to a default.
 * What a Swarm cannot be told, unlike a single engine: no network at all and no inodes of scratch, for which the gate's
 * filter and the memory limit stand; and before Docker 23 neither the profile nor new privileges, for which the filter
 * stands, too. No type of the client library has all of these fields.
 */
export function serviceSpec(input: ServiceInput): Record<string, unknown> {
  const { pool, name, labels, uid, network, secret, seccomp } = input;
  const { limits, memoryBytes } = pool;
  const cores = Math.round(limits.cpus * 1e9);
  const env = {
    PATH: path,
    ...pool.env,
    BUTCHER_TASK: '{{.Task.ID}}',
    BUTCHER_NODE: '{{.Node.Hostname}}',
    BUTCHER_SLOT: '{{.Task.Slot}}',
  };
  return {
    Name: name,
    Labels: labels,
    Mode: { Replicated: { Replicas: 0 } },
    EndpointSpec: { Mode: 'dnsrr' },
    TaskTemplate: {
      ContainerSpec: {
        Image: pool.image,
        Command: [...gateCommand],
        // A service's own labels do not reach its containers.
        Labels: labels,
        User: `${uid}:${uid}`,
        Hostname: 'sandbox',
        Dir: '/',
        Env: Object.entries(env).map((entry) => entry.join('=')),
        ReadOnly: true,
        Init: false,
        CapabilityDrop: ['ALL'],
        Privileges: {
          NoNewPrivileges: true,
          Seccomp: { Mode: 'custom', Profile: Buffer.from(seccomp).toString('base64') },
        },
        StopGracePeriod: pool.graceSeconds * second,
        Mounts: [
          { Type: 'tmpfs', Target: '/tmp', TmpfsOptions: { SizeBytes: limits.scratchBytes, Mode: 0o1777 } },
          { Type: 'tmpfs', Target: '/app', TmpfsOptions: { SizeBytes: limits.packageBytes, Mode: 0o1777 } },
        ],
        Secrets: [
          {
            SecretID: secret.id,
            SecretName: secret.name,
            File: { Name: keyFile, UID: String(uid), GID: String(uid), Mode: 0o400 },
          },
        ],
        Ulimits: [
          { Name: 'core', Soft: 0, Hard: 0 },
          { Name: 'nofile', Soft: openFiles, Hard: openFiles },
          { Name: 'fsize', Soft: limits.scratchBytes, Hard: limits.scratchBytes },
        ],
      },
      Resources: {
        Limits: { NanoCPUs: cores, MemoryBytes: memoryBytes, Pids: limits.pids },
        // Without these, a machine gets more than it has room for.
        Reservations: { NanoCPUs: cores, MemoryBytes: memoryBytes },
      },
      RestartPolicy: { Condition: 'on-failure', Delay: restartAfterNs },
      Placement: {
        Constraints: placementConstraints([]),
        Preferences: [{ Spread: { SpreadDescriptor: 'node.id' } }],
      },
      Networks: [{ Target: network }],
      LogDriver: { Name: 'none' },
    },
  };
}

/** Where tasks may run: not where the operator wants no workers, nor on the machines with these ids. */
export function placementConstraints(avoided: readonly string[]): string[] {
  return [`node.labels.${workersLabel} != none`, ...avoided.map((node) => `node.id != ${node}`)];
}

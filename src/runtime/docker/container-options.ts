import type { Role } from '../../bridge/messages.ts';
import { blockBytes, scratchBlocks } from '../../bridge/segment-ledger.ts';
import type { Limits } from '../../model/limits.ts';
import type { ContainerOptions } from './engine/engine-client.ts';

export interface ContainerInput {
  readonly name: string;
  readonly image: string;
  readonly role: Role;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly uid: number;
  readonly memoryBytes: number;
  readonly limits: Limits;
  /** As the engine takes it: the profile's JSON, or for Podman its path. */
  readonly seccomp: string;
  /** Null: the engine's default. */
  readonly ociRuntime: string | null;
  readonly workingDir: string;
  /** Folders and files of this machine, by their path inside; `writable` ones are the exception. */
  readonly mounts: readonly SandboxMount[];
  /** The bridge is the container's stdin and stdout: its end of input tells it that the chief is gone. */
  readonly stdio: boolean;
}

export interface SandboxMount {
  readonly source: string;
  readonly target: string;
  readonly writable?: boolean;
}

const containerPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const openFiles = 1024;
/** Files, folders and links in `/tmp`: their bookkeeping costs memory that `size` does not count. */
const scratchInodes = 16_384;
/** A quarter of what everything else has by default: where processors are short, the chief and the engine go first. */
const cpuShares = 256;
/**
 * Where the whole machine runs out of memory, a sandbox is the kernel's better choice. User code can take this back as
 * far as the engine's own value, which is that of any process.
 */
const dieBeforeTheChief = 500;
/** gVisor's own threads count; below this it does not start reliably. */
const gvisorPids = 256;

/** Everything that locks a sandbox in, as the engine's `create` takes it. Nothing here is left to a default. */
export function containerOptions(input: ContainerInput): ContainerOptions {
  const { limits, role } = input;
  return {
    name: input.name,
    Image: input.image,
    Entrypoint: [...input.command],
    Cmd: [],
    User: `${input.uid}:${input.uid}`,
    WorkingDir: input.workingDir,
    Hostname: 'sandbox',
    Domainname: '',
    Env: Object.entries({ PATH: containerPath, ...input.env }).map(([name, value]) => `${name}=${value}`),
    Labels: { ...input.labels },
    Tty: false,
    AttachStdin: input.stdio,
    OpenStdin: input.stdio,
    StdinOnce: input.stdio,
    NetworkDisabled: true,
    HostConfig: {
      Init: true,
      ReadonlyRootfs: true,
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${input.seccomp}`],
      NetworkMode: 'none',
      IpcMode: 'none',
      PidMode: '',
      CgroupnsMode: 'private',
      Memory: input.memoryBytes,
      MemorySwap: input.memoryBytes,
      OomScoreAdj: dieBeforeTheChief,
      CpuShares: cpuShares,
      NanoCpus: Math.round(limits.cpus * 1e9),
      PidsLimit: isGvisor(input.ociRuntime) ? Math.max(limits.pids, gvisorPids) : limits.pids,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: openFiles, Hard: openFiles },
        ulimit('fsize', largestFile(role, limits)),
      ],
      Tmpfs: {
        '/tmp': `rw,noexec,nosuid,nodev,size=${limits.scratchBytes},nr_inodes=${scratchInodes},mode=1777`,
      },
      Mounts: input.mounts.map(({ source, target, writable }) => ({
        Type: 'bind' as const,
        Source: source,
        Target: target,
        ReadOnly: writable !== true,
        // A mount inside a mounted folder would come along writable.
        BindOptions: { Propagation: 'rprivate' as const, NonRecursive: true },
      })),
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
      ...(input.ociRuntime === null ? {} : { Runtime: input.ociRuntime }),
    },
  };
}

/** No file that the role writes need be larger: results, a segment, or scratch. */
function largestFile(role: Role, limits: Limits): number {
  const scratchSegmentBytes = scratchBlocks * blockBytes;
  const segment = {
    splitter: scratchSegmentBytes,
    worker: Math.max(limits.cacheBytes, scratchSegmentBytes),
    merger: 0,
  };
  return Math.max(segment[role], role === 'merger' ? limits.resultsBytes : 0, limits.scratchBytes);
}

function isGvisor(ociRuntime: string | null): boolean {
  return ociRuntime !== null && /runsc|gvisor/i.test(ociRuntime);
}

function ulimit(Name: string, bytes: number): { Name: string; Soft: number; Hard: number } {
  return { Name, Soft: bytes, Hard: bytes };
}

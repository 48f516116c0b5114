import type { Role } from '../../bridge/messages.ts';
import { blockBytes, scratchBlocks } from '../../bridge/segment-ledger.ts';
import { mostWorkers, windowGrowth } from '../../model/job-limits.ts';
import type { Limits } from '../../model/limits.ts';
import type { ContainerOptions } from './engine/engine-client.ts';
import type { EngineDialect } from './engine/engine-facts.ts';
import { unavailable } from './engine/engine-failure.ts';

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
  /** Cores of the engine's machine, more than which it refuses. */
  readonly engineCpus: number;
  /** As the engine takes it: the profile's JSON, or for Podman its path. */
  readonly seccomp: string;
  readonly dialect: EngineDialect;
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
 * A merger takes one result after the other, and what it is behind by when the last fragment is processed is waited for
 * with all other processors idle. With three times the weight it has one for itself beside a splitter and as many
 * workers as there are processors, if they are two or more.
 */
const mergerShares = 3 * cpuShares;
/**
 * Where the whole machine runs out of memory, a sandbox is the kernel's better choice. User code can take this back as
 * far as the engine's own value, which is that of any process.
 */
const dieBeforeTheChief = 500;
/** gVisor's own threads count; below this it does not start reliably. */
const gvisorPids = 256;

/**
 * Of all containers of a job, which share a user; `pids` bounds each. As many as a Linux has numbers for by default.
 * Podman would set a million, which the service may not where it is root without CAP_SYS_RESOURCE.
 */
const userProcesses = 32_768;
/** Podman adds these to a read-only root, without a bound and with programs allowed, unless they are mounted. */
const podmanScratch = 'ro,noexec,nosuid,nodev,size=65536,mode=755';
/** Podman makes one text of the parts of a mount and takes it apart at these. */
const unmountable = /[,"\r\n]/;

/**
 * Everything that locks a sandbox in, as the engine's `create` takes it. Nothing here is left to a default. Throws
 * FailureError `engine-unavailable` where Podman would mistake a path.
 */
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
      CpuShares: role === 'merger' ? mergerShares : cpuShares,
      NanoCpus: Math.round(Math.min(limits.cpus, input.engineCpus) * 1e9),
      PidsLimit: isGvisor(input.ociRuntime) ? Math.max(limits.pids, gvisorPids) : limits.pids,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: openFiles, Hard: openFiles },
        ulimit('fsize', largestFile(role, limits)),
        ...(input.dialect === 'podman' ? [ulimit('nproc', userProcesses)] : []),
      ],
      Tmpfs: scratchFolders(input),
      Mounts: mountable(input).map(({ source, target, writable }) => ({
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

/** Podman takes no number of inodes; their memory counts as the container's. */
function scratchFolders({ dialect, limits }: ContainerInput): Record<string, string> {
  const scratch = `rw,noexec,nosuid,nodev,size=${limits.scratchBytes},mode=1777`;
  if (dialect === 'podman') return { '/tmp': scratch, '/run': podmanScratch, '/var/tmp': podmanScratch };
  return { '/tmp': `${scratch},nr_inodes=${scratchInodes}` };
}

function mountable({ dialect, mounts }: ContainerInput): readonly SandboxMount[] {
  const odd = mounts.find(({ source, target }) => unmountable.test(source) || unmountable.test(target));
  if (dialect !== 'podman' || odd === undefined) return mounts;
  throw unavailable(
    'Podman cannot mount a path that has a comma, a quotation mark or a line break in it.',
    'Give the dataset or the folder another name, or use Docker.',
  );
}

/** No file that the role writes need be larger: results, a segment, or scratch. */
function largestFile(role: Role, limits: Limits): number {
  const segment = {
    splitter: Math.ceil(scratchBlocks * windowGrowth(mostWorkers)) * blockBytes,
    worker: Math.max(limits.cacheBytes, scratchBlocks * blockBytes),
    merger: 0,
  };
  return Math.max(segment[role], role === 'merger' ? limits.resultsBytes : 0, limits.scratchBytes);
}

function isGvisor(ociRuntime: string | null): boolean {
  return ociRuntime !== null && /runsc|gvisor/i.test(ociRuntime);
}

function ulimit(Name: string, most: number): { Name: string; Soft: number; Hard: number } {
  return { Name, Soft: most, Hard: most };
}

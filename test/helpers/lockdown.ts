import type { Role } from '../../src/bridge/messages.ts';
import type { Limits } from '../../src/model/limits.ts';

/** What the engine's `inspect` says of a container, in its own words. */
// biome-ignore lint/suspicious/noExplicitAny: the engine's answer is looked at field by field.
export type Inspected = any;

const knownNames =
  /^(PATH|LANG|HOME|USER|MALLOC_(MMAP|TRIM)_THRESHOLD_|PYTHON(HASHSEED|DONTWRITEBYTECODE|UNBUFFERED)|(OMP|OPENBLAS|MKL|NUMEXPR)_NUM_THREADS|BUTCHER_(ROLE|BRIDGE|TOKEN|RESULTS_DIR))=/;

/**
 * What is wrong with a sandbox's container, by the engine's own account: one line for each measure that is missing,
 * none for a container that is locked in as it should be.
 */
export function lockdownProblems(seen: Inspected, role: Role, limits: Limits): string[] {
  const { Config: config, HostConfig: host, Mounts: mounts } = seen;
  const ulimits = new Map<string, number>(
    (host.Ulimits ?? []).map((limit: { Name: string; Hard: number }) => [limit.Name, limit.Hard]),
  );
  const seccomp = (host.SecurityOpt ?? []).find((option: string) => option.startsWith('seccomp='));
  const writable = mounts.filter((mount: { RW: boolean }) => mount.RW);
  const measures: Record<string, boolean> = {
    'a user who is not root': /^[1-9]\d*:[1-9]\d*$/.test(config.User),
    'no capabilities': host.CapDrop?.includes('ALL') === true && (host.CapAdd ?? []).length === 0,
    'no new privileges': host.SecurityOpt?.includes('no-new-privileges') === true,
    'our seccomp profile': seccomp !== undefined && /"defaultAction":"SCMP_ACT_ERRNO"/.test(seccomp),
    'not privileged': host.Privileged === false,
    'a read-only root': host.ReadonlyRootfs === true,
    'no network': host.NetworkMode === 'none' && config.NetworkDisabled === true,
    'no shared memory with others': host.IpcMode === 'none',
    'processes of its own': host.PidMode === '',
    'a control group name space': host.CgroupnsMode === 'private',
    'bounded memory': host.Memory > 0 && host.Memory <= limits.memoryCap,
    'a death before the chief’s where the machine runs out of memory': host.OomScoreAdj > 0,
    'no swap': host.MemorySwap === host.Memory,
    'a smaller share of processors than the chief’s': host.CpuShares > 0 && host.CpuShares < 1024,
    'bounded processors': host.NanoCpus === limits.cpus * 1e9,
    // gVisor's own threads count.
    'bounded processes':
      host.PidsLimit === (host.Runtime === 'runsc' ? Math.max(limits.pids, 256) : limits.pids),
    'no core files': ulimits.get('core') === 0,
    'bounded open files': (ulimits.get('nofile') ?? Infinity) <= 1024,
    'bounded file sizes': ulimits.get('fsize') === fileSizes(limits)[role],
    'a scratch folder that is small and not executable':
      JSON.stringify(Object.keys(host.Tmpfs ?? {})) === '["/tmp"]' &&
      ['noexec', 'nosuid', 'nodev', `size=${limits.scratchBytes}`, 'nr_inodes='].every((option) =>
        host.Tmpfs['/tmp'].includes(option),
      ),
    'an init process': host.Init === true,
    'no log of the engine': host.LogConfig.Type === 'none',
    'no restart': host.RestartPolicy.Name === 'no' && host.AutoRemove === false,
    'masked kernel files':
      host.MaskedPaths?.includes('/proc/kcore') === true && host.ReadonlyPaths?.length > 0,
    'no devices': (host.Devices ?? []).length === 0,
    'mounts that are read-only but for results or the segment':
      role === 'merger'
        ? // One that waited for its job has the folder above, where all but the results is the chief's.
          writable.length === 1 && /^\/app\/resources(\/[^/]+\/results)?$/.test(writable[0].Destination)
        : writable.every(
            ({ Destination }: { Destination: string }) => Destination === '/run/butcher-segment',
          ) && writable.length <= 1,
    'mounts that stay inside': (host.Mounts ?? []).every(
      (mount: { BindOptions?: { Propagation?: string } }) => mount.BindOptions?.Propagation === 'rprivate',
    ),
    'mounts that bring none with them': (host.Mounts ?? []).every(
      (mount: { BindOptions?: { NonRecursive?: boolean } }) => mount.BindOptions?.NonRecursive === true,
    ),
    'an environment of known names': config.Env.every((line: string) => knownNames.test(line)),
    labels: ['chief', 'job', 'role', 'version'].every((name) => config.Labels[`io.butcher.${name}`]),
    'the role on its label': config.Labels['io.butcher.role'] === role,
    'a name that says nothing': config.Hostname === 'sandbox' && config.Domainname === '',
  };
  return Object.keys(measures).filter((measure) => !measures[measure]);
}

/**
 * The same of a task of a Swarm, which cannot be told all of it: for what is missing here, such as no network, the
 * filter of its first process stands.
 */
export function taskProblems({ Config: config, HostConfig: host }: Inspected, limits: Limits): string[] {
  const ulimits = new Map<string, number>(
    (host.Ulimits ?? []).map((limit: { Name: string; Hard: number }) => [limit.Name, limit.Hard]),
  );
  const folders = new Map<string, number>(
    (host.Mounts ?? []).map(
      (mount: { Type: string; Target: string; TmpfsOptions?: { SizeBytes: number } }) => [
        mount.Type === 'tmpfs' ? mount.Target : `${mount.Type} ${mount.Target}`,
        mount.TmpfsOptions?.SizeBytes ?? 0,
      ],
    ),
  );
  const measures: Record<string, boolean> = {
    'a user who is not root': /^[1-9]\d*:[1-9]\d*$/.test(config.User),
    'no capabilities': host.CapDrop?.includes('ALL') === true && (host.CapAdd ?? []).length === 0,
    'not privileged': host.Privileged === false,
    'a read-only root': host.ReadonlyRootfs === true,
    'bounded memory': host.Memory > 0 && host.Memory <= limits.memoryCap,
    'bounded processors': host.NanoCpus === limits.cpus * 1e9,
    'bounded processes': host.PidsLimit === limits.pids,
    'no core files': ulimits.get('core') === 0,
    'bounded open files': (ulimits.get('nofile') ?? Infinity) <= 1024,
    'bounded file sizes': ulimits.get('fsize') === limits.scratchBytes,
    'two small folders in memory, and nothing else to write to':
      JSON.stringify([...folders.keys()].sort()) === '["/app","/tmp"]' &&
      folders.get('/tmp') === limits.scratchBytes &&
      folders.get('/app') === limits.packageBytes,
    'no log of the engine': host.LogConfig.Type === 'none',
    'no devices': (host.Devices ?? []).length === 0,
    'a name that says nothing': config.Hostname === 'sandbox' && config.Domainname === '',
  };
  return Object.keys(measures).filter((measure) => !measures[measure]);
}

/** The largest file that each role may write, in bytes: 16 blocks of 16 MiB of scratch, kept results, the results. */
export function fileSizes({ cacheBytes, resultsBytes, scratchBytes }: Limits): Record<Role, number> {
  const blocks = 256 * 1024 * 1024;
  // What the window of a job with 1,024 workers may have.
  const window = 164 * 16 * 1024 * 1024;
  const least = { splitter: window, worker: Math.max(cacheBytes, blocks), merger: resultsBytes };
  return {
    splitter: Math.max(least.splitter, scratchBytes),
    worker: Math.max(least.worker, scratchBytes),
    merger: Math.max(least.merger, scratchBytes),
  };
}

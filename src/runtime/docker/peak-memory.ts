import { readFileSync } from 'node:fs';

/**
 * Highest memory use of a container so far, read from the kernel's control group; null where it cannot be seen (an
 * engine on another machine, a rootless one, an old kernel). The group is gone soon after the container's end, so
 * ask while it runs or just as it ends.
 */
export function peakMemoryBytes(containerId: string): number | null {
  for (const path of placesOf(containerId)) {
    try {
      const bytes = Number(readFileSync(path, 'utf8'));
      if (Number.isSafeInteger(bytes)) return bytes;
    } catch {}
  }
  return null;
}

/** Control groups of version 1 and 2, as the engine's cgroupfs and systemd drivers name them. */
function placesOf(id: string): string[] {
  return [
    `/sys/fs/cgroup/memory/docker/${id}/memory.max_usage_in_bytes`,
    `/sys/fs/cgroup/memory/system.slice/docker-${id}.scope/memory.max_usage_in_bytes`,
    `/sys/fs/cgroup/docker/${id}/memory.peak`,
    `/sys/fs/cgroup/system.slice/docker-${id}.scope/memory.peak`,
    `/sys/fs/cgroup/machine.slice/libpod-${id}.scope/memory.peak`,
  ];
}

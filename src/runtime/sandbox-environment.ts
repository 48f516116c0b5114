import type { Role } from '../bridge/messages.ts';

export interface SandboxEnvironmentInput {
  readonly role: Role;
  /** How the harness reaches the bridge: `unix:PATH`, or `stdio`. */
  readonly bridge: string;
  readonly token: string;
  readonly cpus: number;
}

/**
 * The whole environment of a sandbox apart from PATH: nothing is inherited. Numeric libraries start one thread per
 * core of the machine unless told how many the sandbox may use, and a fixed hash seed gives sets of strings the
 * same order in every run.
 */
export function sandboxEnvironment(input: SandboxEnvironmentInput): Record<string, string> {
  const threads = String(Math.max(1, Math.ceil(input.cpus)));
  return {
    LANG: 'C.UTF-8',
    HOME: '/tmp',
    USER: 'sandbox',
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    // Batches come and go at about a megabyte: with the C library's own thresholds their memory goes back to the kernel
    // each time, which cost a worker five times the CPU at fragments of 64 KiB.
    MALLOC_MMAP_THRESHOLD_: String(32 * 1024 * 1024),
    MALLOC_TRIM_THRESHOLD_: String(64 * 1024 * 1024),
    OMP_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    NUMEXPR_NUM_THREADS: threads,
    BUTCHER_ROLE: input.role,
    BUTCHER_BRIDGE: input.bridge,
    BUTCHER_TOKEN: input.token,
  };
}

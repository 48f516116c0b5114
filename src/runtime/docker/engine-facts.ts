import type Dockerode from 'dockerode';
import type { EngineEndpoint } from './engine-endpoint.ts';

/** What there is to know about an engine before containers are made on it. */
export interface EngineFacts {
  /** `docker 20.10.24`, `podman 5.4.0`. */
  readonly name: string;
  readonly isPodman: boolean;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly defaultOciRuntime: string | null;
  readonly ociRuntimes: readonly string[];
  /** User numbers inside a container are others outside: a rootless engine, or one with `userns-remap`. */
  readonly translatesUids: boolean;
  /** Its containers can reach a Unix socket of this machine: not from a virtual machine or another host. */
  readonly sharesSockets: boolean;
}

/** Reads the facts from the engine's answers to `version` and `info`. */
export function engineFacts(
  endpoint: EngineEndpoint,
  version: Dockerode.DockerVersion,
  info: {
    readonly NCPU?: number;
    readonly MemTotal?: number;
    readonly DefaultRuntime?: string;
    readonly Runtimes?: Readonly<Record<string, unknown>>;
    readonly SecurityOptions?: readonly string[];
    readonly OperatingSystem?: string;
  },
  platform: NodeJS.Platform = process.platform,
): EngineFacts {
  const isPodman = (version.Components ?? []).some((part) => /podman/i.test(part.Name));
  const number = version.Version.split(/[+~]/)[0];
  return {
    name: `${isPodman ? 'podman' : 'docker'} ${number}`,
    isPodman,
    cpus: info.NCPU ?? 1,
    memoryBytes: info.MemTotal ?? 0,
    defaultOciRuntime: info.DefaultRuntime || null,
    ociRuntimes: Object.keys(info.Runtimes ?? {}),
    translatesUids: (info.SecurityOptions ?? []).some((option) => /name=(rootless|userns)\b/.test(option)),
    sharesSockets:
      endpoint.kind === 'socket' &&
      platform === 'linux' &&
      !/docker desktop/i.test(info.OperatingSystem ?? ''),
  };
}

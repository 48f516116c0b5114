import type Dockerode from 'dockerode';
import type { EngineEndpoint } from './engine-endpoint.ts';
import { type EngineLimits, isRootless } from './engine-limits.ts';

/** What there is to know about an engine before containers are made on it. */
export interface EngineFacts {
  /** `docker 20.10.24`, `podman 5.4.0`. */
  readonly name: string;
  readonly dialect: EngineDialect;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly defaultOciRuntime: string | null;
  readonly ociRuntimes: readonly string[];
  readonly users: EngineUsers;
  /** Its containers can reach a Unix socket of this machine: not from a virtual machine or another host. */
  readonly sharesSockets: boolean;
  /** Where it keeps images, on its own machine; null where it does not say. */
  readonly imagesFolder: string | null;
}

/** Whose understanding of Docker's API an engine has. container-options.ts says where they differ. */
export type EngineDialect = 'docker' | 'podman';

/**
 * How user numbers inside containers relate to those of this machine. `same`: they are the same. `rootless`: 0 inside
 * is the engine's own user, who is no root. `remapped`: an engine of root gives them others (`userns-remap`).
 */
export type EngineUsers = 'same' | 'rootless' | 'remapped';

/** Reads the facts from the engine's answers to `version` and `info`. */
export function engineFacts(
  endpoint: EngineEndpoint,
  version: Pick<Dockerode.DockerVersion, 'Version' | 'Components'>,
  info: EngineLimits & {
    readonly NCPU?: number;
    readonly MemTotal?: number;
    readonly DefaultRuntime?: string;
    readonly Runtimes?: Readonly<Record<string, unknown>>;
    readonly OperatingSystem?: string;
    readonly DockerRootDir?: string;
  },
  platform: NodeJS.Platform = process.platform,
): EngineFacts {
  const isPodman = (version.Components ?? []).some((part) => /podman/i.test(part.Name));
  const number = version.Version.split(/[+~]/)[0];
  return {
    name: `${isPodman ? 'podman' : 'docker'} ${number}`,
    dialect: isPodman ? 'podman' : 'docker',
    cpus: info.NCPU ?? 1,
    memoryBytes: info.MemTotal ?? 0,
    defaultOciRuntime: info.DefaultRuntime || null,
    ociRuntimes: Object.keys(info.Runtimes ?? {}),
    users: engineUsers(info),
    sharesSockets:
      endpoint.kind === 'socket' &&
      platform === 'linux' &&
      !/docker desktop/i.test(info.OperatingSystem ?? ''),
    imagesFolder: info.DockerRootDir || null,
  };
}

function engineUsers(info: EngineLimits): EngineUsers {
  if (isRootless(info)) return 'rootless';
  return (info.SecurityOptions ?? []).some((option) => /name=userns\b/.test(option)) ? 'remapped' : 'same';
}

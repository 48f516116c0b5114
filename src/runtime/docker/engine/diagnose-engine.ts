import { FailureError } from '../../../model/failures.ts';
import { type Diagnosis, fail, ok, warn } from '../../diagnosis.ts';
import { readImageInputs } from '../image/image-inputs.ts';
import { imageRepositories } from '../image/image-names.ts';
import { imageId } from '../image/named-image.ts';
import { EngineClient } from './engine-client.ts';
import { findEngine } from './engine-endpoint.ts';
import { type EngineFacts, engineFacts } from './engine-facts.ts';

/** What the engine's `info` says about the limits it can enforce; absent fields are not known. */
export interface EngineLimits {
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
}

/** Looks at everything that containers need of the engine. Never throws; changes nothing. */
export async function diagnoseEngine(
  env: NodeJS.ProcessEnv,
  ociRuntime: string | null,
): Promise<readonly Diagnosis[]> {
  try {
    const endpoint = await findEngine(env);
    const engine = await EngineClient.open(endpoint);
    const [version, info] = await Promise.all([engine.version(), engine.info()]);
    const facts = engineFacts(endpoint, version, info);
    return [
      ok('engine', `${facts.name} at ${engine.place}, ${facts.cpus} cores`),
      ...limitDiagnoses(info),
      ociRuntimeDiagnosis(facts, ociRuntime),
      await imageDiagnosis(engine),
    ];
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return [fail('engine', withoutStop(error.failure.message), error.failure.help)];
  }
}

/** Whether limits and the system call filter are in force. */
export function limitDiagnoses(info: EngineLimits): readonly Diagnosis[] {
  return [resourceDiagnosis(info), filterDiagnosis(info)];
}

function resourceDiagnosis(info: EngineLimits): Diagnosis {
  const missing = (['MemoryLimit', 'PidsLimit', 'CpuCfsQuota'] as const).filter((key) => info[key] === false);
  const cgroup = info.CgroupVersion === undefined ? 'cgroup' : `cgroup v${info.CgroupVersion}`;
  const names = { MemoryLimit: 'memory', PidsLimit: 'processes', CpuCfsQuota: 'cores' };
  if (missing.length > 0)
    return fail(
      'limits',
      `${cgroup}: the engine cannot limit ${missing.map((key) => names[key]).join(', ')}`,
      'Give the engine these cgroup controllers: for a rootless engine by delegating them to the user’s systemd session, else by the kernel’s boot options.',
    );
  if (info.SwapLimit === false)
    return warn(
      'limits',
      `${cgroup}: memory, processes and cores, but swap is not limited`,
      'Boot with `swapaccount=1`, or use a machine without swap.',
    );
  return ok('limits', `${cgroup}: memory, swap, processes and cores`);
}

function filterDiagnosis(info: EngineLimits): Diagnosis {
  const filtered = (info.SecurityOptions ?? []).some((option) => option.includes('seccomp'));
  return filtered
    ? ok('seccomp', 'system calls are filtered by our profile')
    : fail(
        'seccomp',
        'the engine does not filter system calls',
        'Use an engine and a kernel built with seccomp.',
      );
}

function ociRuntimeDiagnosis(facts: EngineFacts, wanted: string | null): Diagnosis {
  const list = facts.ociRuntimes.filter((name) => !name.startsWith('io.containerd.')).join(', ');
  const found = `${list || 'not told'}; default ${facts.defaultOciRuntime ?? 'not told'}`;
  return wanted === null || facts.ociRuntimes.includes(wanted)
    ? ok('OCI runtimes', wanted === null ? found : `${found}; jobs use ${wanted}`)
    : fail(
        'OCI runtimes',
        `${wanted}, which the configuration asks for, is not among ${list}`,
        'Register it in the engine’s configuration, or take `ociRuntime` out of ours.',
      );
}

async function imageDiagnosis(engine: EngineClient): Promise<Diagnosis> {
  const { sandboxDigest } = await readImageInputs();
  const name = `${imageRepositories.sandbox}:${sandboxDigest}`;
  const present = await imageId(engine.docker, name);
  return present === null
    ? warn(
        'image',
        `${name} is not there yet; the first job will build it`,
        'Run `npm run setup` to build it now.',
      )
    : ok('image', name);
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

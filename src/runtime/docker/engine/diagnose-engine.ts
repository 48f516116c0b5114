import { FailureError } from '../../../model/failures.ts';
import { imageLibraries } from '../../../model/libraries.ts';
import { type Diagnosis, fail, ok, warn } from '../../diagnosis.ts';
import { readImageInputs } from '../image/image-inputs.ts';
import { imageRepositories } from '../image/image-names.ts';
import { imageId } from '../image/named-image.ts';
import { EngineClient } from './engine-client.ts';
import { findEngine } from './engine-endpoint.ts';
import type { EngineFacts } from './engine-facts.ts';
import { boundsRefusal, type EngineJudgement, filterRefusal, inWords, remedyOf } from './engine-limits.ts';
import { lookAtEngine } from './look-at-engine.ts';
import { namedRuntimes } from './oci-runtime-refusal.ts';

/** What the configuration says of engines. */
export interface WantedEngine {
  /** Null: the engine's default. */
  readonly ociRuntime: string | null;
  readonly allowUnbounded: boolean;
}

/** Looks at everything that containers need of the engine. Never throws; changes nothing. */
export async function diagnoseEngine(
  env: NodeJS.ProcessEnv,
  wanted: WantedEngine,
): Promise<readonly Diagnosis[]> {
  try {
    const endpoint = await findEngine(env);
    const engine = await EngineClient.open(endpoint);
    const { facts, judgement } = await lookAtEngine(engine, endpoint);
    return [
      ok('engine', `${facts.name} at ${engine.place}, ${facts.cpus} cores`),
      ...limitDiagnoses(judgement, wanted.allowUnbounded),
      ...dialectDiagnoses(facts),
      ociRuntimeDiagnosis(facts, wanted.ociRuntime),
      await imageDiagnosis(engine),
      librariesDiagnosis(),
    ];
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return [fail('engine', withoutStop(error.failure.message), error.failure.help)];
  }
}

/** Whether limits and the system call filter are in force. */
export function limitDiagnoses(judgement: EngineJudgement, allowUnbounded: boolean): readonly Diagnosis[] {
  const unfiltered = filterRefusal(judgement);
  const seccomp =
    unfiltered === null
      ? ok('seccomp', 'system calls are filtered by our profile')
      : fail('seccomp', withoutStop(unfiltered.message), unfiltered.help);
  return [limitDiagnosis(judgement, allowUnbounded), seccomp];
}

function limitDiagnosis(judgement: EngineJudgement, allowUnbounded: boolean): Diagnosis {
  const { cgroup, unbounded, boundsSwap } = judgement;
  const refusal = boundsRefusal(judgement, allowUnbounded);
  const cannot = `${cgroup}: the engine cannot bound ${inWords(unbounded)}`;
  if (refusal !== null) return fail('limits', cannot, refusal.help);
  if (unbounded.length > 0)
    return warn(
      'limits',
      `${cannot}, and jobs run all the same (engine.allowUnbounded)`,
      remedyOf(judgement),
    );
  return boundsSwap
    ? ok('limits', `${cgroup}: memory, swap, processes and cores`)
    : warn(
        'limits',
        `${cgroup}: memory, processes and cores, but swap is not limited`,
        'Boot with `swapaccount=1`, or use a machine without swap.',
      );
}

/** What is left out because the engine does not take it. */
function dialectDiagnoses({ dialect }: EngineFacts): readonly Diagnosis[] {
  if (dialect === 'docker') return [];
  return [ok('scratch', 'bounded in bytes; Podman takes no bound on the number of files')];
}

function ociRuntimeDiagnosis(facts: EngineFacts, wanted: string | null): Diagnosis {
  const list = namedRuntimes(facts);
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
        'Run a small job, such as one of a package that `butcher init` makes, to build it now.',
      )
    : ok('image', name);
}

/** What packages need not bring, and that no second one is installed for. */
function librariesDiagnosis(): Diagnosis {
  const list = [...imageLibraries].map(([name, version]) => `${name} ${version}`).join(', ');
  return ok(
    'libraries',
    `the image has ${list}, which counts as installed; others come with requirements.txt`,
  );
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

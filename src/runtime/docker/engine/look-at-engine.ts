import type Dockerode from 'dockerode';
import type { EngineClient } from './engine-client.ts';
import type { EngineEndpoint } from './engine-endpoint.ts';
import { type EngineFacts, engineFacts } from './engine-facts.ts';
import { type EngineJudgement, judgeLimits } from './engine-limits.ts';

/** What an engine is, and which limits hold there. */
export interface SeenEngine {
  readonly facts: EngineFacts;
  readonly judgement: EngineJudgement;
}

/** Asks the engine who it is and what it can do, now. Throws FailureError `engine-unavailable`. */
export async function lookAtEngine(engine: EngineClient, endpoint: EngineEndpoint): Promise<SeenEngine> {
  const info = await engine.info();
  const version = dockersVersion(info) ?? (await engine.version());
  const facts = engineFacts(endpoint, version, info);
  // Of root, it may use all that its kernel has; and asking takes it as long as the rest.
  const controllers = info.Rootless === true ? await engine.podmanControllers() : null;
  return { facts, judgement: judgeLimits(info, controllers) };
}

/** Of a description that only Docker gives; null: somebody else's, maybe. Asking for it has Docker run two programs. */
function dockersVersion(info: {
  readonly ServerVersion?: string;
  readonly ContainerdCommit?: { readonly ID?: string };
  readonly BuildahVersion?: string;
}): Pick<Dockerode.DockerVersion, 'Version' | 'Components'> | null {
  const { ServerVersion: Version, ContainerdCommit: containerd, BuildahVersion: buildah } = info;
  return Version && containerd?.ID && buildah === undefined ? { Version, Components: [] } : null;
}

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
  const [version, info] = await Promise.all([engine.version(), engine.info()]);
  const facts = engineFacts(endpoint, version, info);
  // Of root, it may use all that its kernel has; and asking takes it as long as the rest.
  const controllers = info.Rootless === true ? await engine.podmanControllers() : null;
  return { facts, judgement: judgeLimits(info, controllers) };
}

import type Docker from 'dockerode';
import { FailureError, failure } from '../../../failures.ts';
import { importDebianBase, NoMmdebstrapError } from './debian-base.ts';
import { addHarnessLayer } from './harness-layer.ts';
import { digestOf, readImageInputs } from './image-inputs.ts';
import { imageRepositories } from './image-names.ts';
import type { ImageStep } from './image-step.ts';
import { readRequirements } from './read-requirements.ts';
import { buildRegistryBase } from './registry-base.ts';
import { addRequirementsLayer, packageSupply } from './requirements-layer.ts';

export interface EnsureOptions {
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Makes sure that the sandbox image of these sources is there and resolves with its immutable id. One request to the
 * engine when it is; else builds what is missing: the base (from `python:3.13-slim-trixie` where the engine reaches a
 * registry, else from Debian's packages; BUTCHER_BASE=registry or =debian decides) and the harness's layer on it.
 * Safe to interrupt and to run twice at once. Throws FailureError `image-missing`; errors of the engine pass through.
 */
export async function ensureBaseImage(docker: Docker, options: EnsureOptions): Promise<string> {
  return ensureSandbox(await imageStep(docker, options), options.env ?? process.env);
}

/**
 * Like {@link ensureBaseImage}, with what a requirements.txt asks for installed on top. Cached by the requirements and
 * where they come from. Throws FailureError `dependency-install` too.
 */
export async function ensureRequirementsImage(
  docker: Docker,
  requirementsText: string,
  options: EnsureOptions,
): Promise<string> {
  const env = options.env ?? process.env;
  const step = await imageStep(docker, options);
  const requirements = readRequirements(requirementsText);
  const sandbox = await ensureSandbox(step, env);
  if (requirements.length === 0) return sandbox;
  const supply = packageSupply(env);
  const tag = `${imageRepositories.requirements}:${digestOf([step.inputs.sandboxDigest, requirements, supply], [])}`;
  const present = await imageId(docker, tag);
  if (present !== null) return present;
  return addRequirementsLayer(
    step,
    { base: await ensureBase(step, env), sandbox, tag },
    requirements,
    supply,
  );
}

async function imageStep(docker: Docker, { onProgress, signal }: EnsureOptions): Promise<ImageStep> {
  return { docker, inputs: await readImageInputs(), onProgress, signal };
}

async function ensureSandbox(step: ImageStep, env: NodeJS.ProcessEnv): Promise<string> {
  const present = await imageId(step.docker, `${imageRepositories.sandbox}:${step.inputs.sandboxDigest}`);
  return present ?? addHarnessLayer(step, await ensureBase(step, env));
}

/** Id of an image by tag or id; null when the engine does not have it. */
export async function imageId(docker: Docker, name: string): Promise<string | null> {
  try {
    return (await docker.getImage(name).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}

/** Id of the base image, built when it is missing. */
async function ensureBase(step: ImageStep, env: NodeJS.ProcessEnv): Promise<string> {
  const tag = step.inputs.baseDigest;
  const name = `${imageRepositories.base}:${tag}`;
  const present = await imageId(step.docker, name);
  if (present !== null) return present;
  const built = await buildBase(step, env.BUTCHER_BASE);
  // Who comes second uses what the first one built, so that the two do not differ.
  const first = await imageId(step.docker, name);
  if (first !== null) {
    await step.docker.getImage(built).remove();
    return first;
  }
  await step.docker.getImage(built).tag({ repo: imageRepositories.base, tag });
  return built;
}

async function buildBase(step: ImageStep, choice: string | undefined): Promise<string> {
  const problems: string[] = [];
  if (choice !== 'debian') {
    try {
      return await buildRegistryBase(step);
    } catch (error) {
      step.signal.throwIfAborted();
      problems.push((error as Error).message);
    }
  }
  if (choice !== 'registry') {
    try {
      return await importDebianBase(step);
    } catch (error) {
      step.signal.throwIfAborted();
      if (error instanceof NoMmdebstrapError) throw imageMissing(problems, error);
      problems.push((error as Error).message);
    }
  }
  throw imageMissing(problems);
}

function imageMissing(problems: readonly string[], noMmdebstrap?: NoMmdebstrapError): FailureError {
  const message = `The sandbox image cannot be built: ${[...problems, noMmdebstrap?.message].filter(Boolean).join('; ')}.`;
  const help = noMmdebstrap
    ? 'Let the engine reach a container registry, or install mmdebstrap (`apt-get install mmdebstrap`).'
    : 'Let the engine reach a container registry, or this machine reach a Debian mirror, and run `npm run setup`.';
  return new FailureError(failure('image-missing', 'preparing', message, { help }), { cause: noMmdebstrap });
}

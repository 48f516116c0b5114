import type Docker from 'dockerode';
import { FailureError, failure } from '../../../model/failures.ts';
import type { NoMmdebstrapError } from './debian-base.ts';
import { type ImageInputs, readImageInputs } from './image-inputs.ts';
import { imageRepositories } from './image-names.ts';
import type { ImageStep } from './image-step.ts';
import { imageId, nameImage } from './named-image.ts';

export interface EnsureOptions {
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** The sources to build from, when not those of this installation. */
  readonly sandboxFolder?: string;
  /** The same as they were read. */
  readonly inputs?: ImageInputs;
  /** The image's id, or null, as {@link presentSandbox} had it just now. */
  readonly present?: string | null;
}

/**
 * Makes sure that the sandbox image of these sources is there and resolves with its immutable id. One request to the
 * engine when it is; else builds what is missing: the base (from `python:3.13-slim-trixie` where the engine reaches a
 * registry, else from Debian's packages; BUTCHER_BASE=registry or =debian decides) and the harness's layer on it.
 * Safe to interrupt and to run twice at once. Throws FailureError `image-missing`; errors of the engine pass through.
 */
export async function ensureBaseImage(docker: Docker, options: EnsureOptions): Promise<string> {
  return options.present ?? ensureSandbox(await imageStep(docker, options));
}

/** Id of the sandbox image of these inputs; null where it is not there yet. */
export function presentSandbox(docker: Docker, { sandboxDigest }: ImageInputs): Promise<string | null> {
  return imageId(docker, `${imageRepositories.sandbox}:${sandboxDigest}`);
}

/** Ids of the images that libraries are installed with, and the step to do that in. */
export interface LibraryImages {
  readonly step: ImageStep;
  /** Has pip. */
  readonly base: string;
  /** Gets the layer. */
  readonly sandbox: string;
}

/** Like {@link ensureBaseImage}, for both images that libraries are installed with. */
export async function ensureLibraryImages(docker: Docker, options: EnsureOptions): Promise<LibraryImages> {
  const step = await imageStep(docker, options);
  const sandbox = await ensureSandbox(step);
  return { step, sandbox, base: await ensureBase(step) };
}

async function imageStep(docker: Docker, options: EnsureOptions): Promise<ImageStep> {
  const { onProgress, signal, env = process.env, sandboxFolder, inputs } = options;
  return { docker, inputs: inputs ?? (await readImageInputs(sandboxFolder)), onProgress, signal, env };
}

async function ensureSandbox(step: ImageStep): Promise<string> {
  const name = `${imageRepositories.sandbox}:${step.inputs.sandboxDigest}`;
  const present = await imageId(step.docker, name);
  if (present !== null) return present;
  const { addHarnessLayer } = await import('./harness-layer.ts');
  return nameImage(step.docker, await addHarnessLayer(step, await ensureBase(step)), name);
}

/** Id of the base image, built when it is missing. */
async function ensureBase(step: ImageStep): Promise<string> {
  const name = `${imageRepositories.base}:${step.inputs.baseDigest}`;
  const present = await imageId(step.docker, name);
  return present ?? nameImage(step.docker, await buildBase(step, step.env.BUTCHER_BASE), name);
}

async function buildBase(step: ImageStep, choice: string | undefined): Promise<string> {
  const { buildRegistryBase } = await import('./registry-base.ts');
  const { importDebianBase, NoMmdebstrapError } = await import('./debian-base.ts');
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
    : 'Let the engine reach a container registry, or this machine reach a Debian mirror, and try again.';
  return new FailureError(failure('image-missing', 'preparing', message, { help }), { cause: noMmdebstrap });
}

import { createBuildContainer } from './build-container.ts';
import { followLines } from './follow-lines.ts';
import type { ImageStep } from './image-step.ts';
import { importRoot } from './import-root.ts';
import { finishCommand, imageChanges, pythonImage } from './recipes.ts';
import { tarOf } from './tar-of.ts';

/** How long a registry may take for its first word before it counts as unreachable. */
const firstWordMs = 8000;

/**
 * Makes the base image from Docker's official Python image, or from the one that BUTCHER_PYTHON_IMAGE names: adds
 * NumPy, removes what is not needed, and imports the rest as a root of its own.
 * Resolves with the image's id. Throws when no registry answers in time or a step fails.
 */
export async function buildRegistryBase(step: ImageStep): Promise<string> {
  const python = step.env.BUTCHER_PYTHON_IMAGE || pythonImage;
  await pull(step, python);
  step.onProgress('image: adding NumPy');
  const container = await createBuildContainer(step, { Image: python, Cmd: [...finishCommand], User: '0:0' });
  try {
    await container.put(tarOf(step.inputs.recipe), '/');
    const { status, output } = await container.run();
    if (status !== 0) throw new Error(`adding NumPy to ${python} ended with ${status}: ${output.join('\n')}`);
    return await importRoot(step, await container.export(), imageChanges('base'));
  } finally {
    await container.remove();
  }
}

/** Fetches an image, unless no registry answers in time. */
async function pull(step: ImageStep, image: string): Promise<void> {
  const unreachable = new AbortController();
  const timer = setTimeout(() => unreachable.abort(), firstWordMs);
  const abortSignal = AbortSignal.any([step.signal, unreachable.signal]);
  try {
    const answer = await step.docker.createImage({ fromImage: image, abortSignal });
    let reached = false;
    await followLines(answer, () => {
      clearTimeout(timer);
      if (!reached) step.onProgress(`image: pulling ${image}`);
      reached = true;
    });
  } catch (error) {
    step.signal.throwIfAborted();
    throw new Error(`no container registry answers (${(error as Error).message})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

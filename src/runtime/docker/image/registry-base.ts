import { followLines } from './follow-lines.ts';
import { imageLabels } from './image-names.ts';
import type { ImageStep } from './image-step.ts';
import { tarOf } from './tar-of.ts';

/** How long a registry may take for its first word before it counts as unreachable. */
const firstWordMs = 8000;

/**
 * Makes the base image from Docker's official Python image with `sandbox/image/Dockerfile`.
 * Resolves with the image's id, untagged. Throws when no registry answers in time or the build fails.
 */
export async function buildRegistryBase(step: ImageStep): Promise<string> {
  const { docker, inputs, signal } = step;
  const dockerfile = inputs.recipe.find((file) => file.path === 'Dockerfile')!.bytes.toString();
  const python = /^FROM (\S+)/m.exec(dockerfile)![1]!;
  await pull(step, python);
  step.onProgress('image: adding NumPy');
  const answer = await docker.buildImage(tarOf(inputs.recipe), {
    rm: true,
    forcerm: true,
    labels: imageLabels('base'),
    abortSignal: signal,
  });
  const lines = await followLines(answer);
  const id = lines.findLast((line) => line.aux?.ID !== undefined)?.aux?.ID;
  if (id === undefined) throw new Error('the engine built no image');
  return id;
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

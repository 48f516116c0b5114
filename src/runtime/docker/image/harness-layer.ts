import { imagePaths } from './image-names.ts';
import type { ImageStep } from './image-step.ts';
import { commitLayer } from './layer.ts';
import { harnessLayerCommand } from './recipes.ts';
import { tarOf } from './tar-of.ts';

/** Puts harness and gate on the base image; about a second. Resolves with the sandbox image's id. */
export function addHarnessLayer(step: ImageStep, base: string): Promise<string> {
  step.onProgress('image: adding the harness');
  return commitLayer(step, {
    from: base,
    files: tarOf([...step.inputs.programs, ...step.inputs.filter], `${imagePaths.harness.slice(1)}/`),
    folder: '/',
    command: harnessLayerCommand,
    kind: 'sandbox',
  });
}

import type Docker from 'dockerode';
import type { Distribution } from '../../src/model/libraries.ts';
import {
  digestIn,
  libraryLabels,
  writeDistributions,
} from '../../src/runtime/docker/libraries/layer-names.ts';

interface Layer {
  readonly names: readonly string[];
  readonly bytes: number;
}

/** The layers with just these libraries; more than one where the sandbox has changed meanwhile. */
async function layersOf(docker: Docker, distributions: readonly Distribution[]): Promise<Layer[]> {
  const label = `${libraryLabels.distributions}=${writeDistributions(distributions)}`;
  const images = await docker.listImages({ filters: { label: [label] } });
  return images.flatMap(({ RepoTags, Labels }) =>
    digestIn(RepoTags ?? []) === null
      ? []
      : [{ names: RepoTags!, bytes: Number(Labels?.[libraryLabels.bytes]) }],
  );
}

/** Bytes of such a layer, unpacked. */
export async function layerBytes(docker: Docker, distributions: readonly Distribution[]): Promise<number> {
  const [layer] = await layersOf(docker, distributions);
  if (layer === undefined) throw new Error('the layer is not there');
  return layer.bytes;
}

/** Makes the next installation of these a first one. */
export async function removeLayers(docker: Docker, distributions: readonly Distribution[]): Promise<void> {
  for (const { names } of await layersOf(docker, distributions))
    for (const name of names) await docker.getImage(name).remove();
}

import type Docker from 'dockerode';
import type { KeptLayers, LibraryLayer } from '../../runtime.ts';
import { imageLabel } from '../image/image-names.ts';
import { digestIn, lastUsedMs, libraryLabels } from './layer-names.ts';

export interface LayerSweep {
  readonly nowMs: number;
  /** Layers that were used later stay, unless space is wanted. */
  readonly keepMs: number;
  /** So many bytes are wanted; layers go, the longest unused first, until they are free. */
  readonly wantedBytes: number;
  /** All that stays may take so many bytes together. */
  readonly mostBytes: number;
  readonly isInUse: (digest: string) => boolean;
}

/** A layer as the engine lists it. */
export interface ListedLayer extends LibraryLayer {
  readonly id: string;
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly usedAtMs: number;
}

/** For so long after a layer was looked up, another chief or command may be about to make containers of it. */
export const aboutToStartMs = 60_000;
export const keepLayersMs = 30 * 24 * 3600 * 1000;

/**
 * Removes layers of libraries that nobody uses: those unused for too long, and of the others the longest unused first
 * until what is wanted is free. Those stay that are in use, that a container is made of, and that were looked up just
 * now.
 */
export async function sweepLayers(docker: Docker, sweep: LayerSweep): Promise<KeptLayers> {
  const listed = await listLayers(docker);
  return removeUnused(listed, sweep, async (layer) => {
    const users = await docker.listContainers({ all: true, filters: { ancestor: [layer.id] } });
    return users.length === 0 && (await removeByNames(docker, layer));
  });
}

/** What {@link sweepLayers} does, by an act that says whether it could. */
export async function removeUnused(
  listed: readonly ListedLayer[],
  { nowMs, keepMs, wantedBytes, mostBytes, isInUse }: LayerSweep,
  remove: (layer: ListedLayer) => Promise<boolean>,
): Promise<KeptLayers> {
  const layers: LibraryLayer[] = [];
  const totalBytes = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const neededBytes = Math.max(wantedBytes, totalBytes - mostBytes);
  let freedBytes = 0;
  for (const layer of [...listed].sort((a, b) => a.usedAtMs - b.usedAtMs)) {
    const unusedMs = nowMs - layer.usedAtMs;
    const mayGo = unusedMs > aboutToStartMs && !isInUse(layer.digest);
    const goes = mayGo && (unusedMs > keepMs || freedBytes < neededBytes);
    if (goes && (await remove(layer))) freedBytes += layer.bytes;
    else layers.push({ digest: layer.digest, bytes: layer.bytes });
  }
  return { layers, freedBytes };
}

async function listLayers(docker: Docker): Promise<ListedLayer[]> {
  const images = await docker.listImages({ filters: { label: [`${imageLabel}=requirements`] } });
  return images.map(({ Id, RepoTags, Created, Labels, Size }) => {
    const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>');
    return {
      id: Id,
      names,
      digest: digestIn(names) ?? Id,
      bytes: Number(Labels?.[libraryLabels.bytes] ?? Size),
      usedAtMs: lastUsedMs(names) ?? Created * 1000,
    };
  });
}

/** The engine removes an image with its last name. False where a container has come by, or somebody else removes it. */
async function removeByNames(docker: Docker, { id, names }: ListedLayer): Promise<boolean> {
  try {
    for (const name of names.length === 0 ? [id] : names) await docker.getImage(name).remove();
    return true;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404 || statusCode === 409) return false;
    throw error;
  }
}

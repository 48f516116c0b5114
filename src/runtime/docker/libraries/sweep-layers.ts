import type Docker from 'dockerode';
import { imageLabel } from '../image/image-names.ts';
import { lastUsedMs, libraryLabels } from './layer-names.ts';

export interface LayerSweep {
  readonly nowMs: number;
  /** Layers that were used later stay, unless space is wanted. */
  readonly keepMs: number;
  /** So many bytes are wanted; layers go, the longest unused first, until they are free. */
  readonly wantedBytes: number;
}

/** A layer as the engine lists it. */
export interface ListedLayer {
  readonly id: string;
  readonly names: readonly string[];
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly usedAtMs: number;
}

/** Time after which nobody is about to start containers of a layer that was looked up. */
const aboutToStartMs = 24 * 3600 * 1000;
export const keepLayersMs = 30 * 24 * 3600 * 1000;

/** Which layers are to go: those unused for too long, and as many more as the wanted space takes. */
export function layersToRemove(layers: readonly ListedLayer[], sweep: LayerSweep): ListedLayer[] {
  const { nowMs, keepMs, wantedBytes } = sweep;
  const byAge = [...layers].sort((a, b) => a.usedAtMs - b.usedAtMs);
  let freed = 0;
  return byAge.filter(({ usedAtMs, bytes }) => {
    const unusedMs = nowMs - usedAtMs;
    const goes = unusedMs > keepMs || (freed < wantedBytes && unusedMs > aboutToStartMs);
    if (goes) freed += bytes;
    return goes;
  });
}

/**
 * Removes layers of libraries that nobody uses; those that a container is made of stay. Resolves with what that
 * freed.
 */
export async function sweepLayers(
  docker: Docker,
  sweep: LayerSweep,
): Promise<{ readonly layers: number; readonly bytes: number }> {
  let removed = 0;
  let bytes = 0;
  for (const layer of layersToRemove(await listLayers(docker), sweep)) {
    const users = await docker.listContainers({ all: true, filters: { ancestor: [layer.id] } });
    if (users.length > 0 || !(await removeByNames(docker, layer))) continue;
    removed += 1;
    bytes += layer.bytes;
  }
  return { layers: removed, bytes };
}

async function listLayers(docker: Docker): Promise<ListedLayer[]> {
  const images = await docker.listImages({ filters: { label: [`${imageLabel}=requirements`] } });
  return images.map(({ Id, RepoTags, Created, Labels, Size }) => {
    const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>');
    return {
      id: Id,
      names,
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

import type Docker from 'dockerode';

/** Id of an image by its name `repository:tag`; null when the engine does not have it. */
export async function imageId(docker: Docker, name: string): Promise<string | null> {
  try {
    return (await docker.getImage(name).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}

/**
 * Gives a new image its name. Where another process was quicker, its image stays and the new one is removed, so that
 * both use the same. Resolves with the id that the name now has.
 */
export async function nameImage(docker: Docker, id: string, name: string): Promise<string> {
  const first = await imageId(docker, name);
  if (first !== null && first !== id) {
    await docker.getImage(id).remove();
    return first;
  }
  const [repo, tag] = name.split(':') as [string, string];
  await docker.getImage(id).tag({ repo, tag });
  return id;
}

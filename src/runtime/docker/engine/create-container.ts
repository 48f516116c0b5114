import type Docker from 'dockerode';

/**
 * Has the engine make a container. Its options go into the body alone: dockerode on its own writes them into the
 * address as well, with our whole filter of system calls, and a server that bounds its headers refuses that (431).
 */
export function createContainer(
  docker: Docker,
  { name, ...body }: Docker.ContainerCreateOptions,
  abortSignal?: AbortSignal,
): Promise<Docker.Container> {
  const query = name === undefined ? {} : { name };
  const options = { _query: query, _body: body, ...(abortSignal !== undefined && { abortSignal }) };
  return docker.createContainer(options as Docker.ContainerCreateOptions);
}

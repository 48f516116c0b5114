import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { EngineClient } from '../../src/runtime/docker/engine/engine-client.ts';
import { findEngine } from '../../src/runtime/docker/engine/engine-endpoint.ts';

/** The engine's client library, connected as the product does it. */
export async function connectToEngine(): Promise<Docker> {
  return (await EngineClient.open(await findEngine())).docker;
}

/** Runs a Python program in an image as an ordinary user without network; returns its output and exit status. */
export async function runInImage(
  docker: Docker,
  image: string,
  program: string,
  hostConfig: Docker.HostConfig = {},
): Promise<{ status: number; output: string }> {
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['/usr/bin/python3', '-I', '-c', program],
    User: '23456:23456',
    Tty: true,
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      Tmpfs: { '/tmp': 'rw,noexec' },
      ...hostConfig,
      SecurityOpt: ['no-new-privileges', ...(hostConfig.SecurityOpt ?? [])],
    },
  });
  try {
    await container.start();
    const { StatusCode: status } = await container.wait();
    // As a stream, since the library would parse a whole answer that looks like JSON.
    const log = await container.logs({ follow: true, stdout: true, stderr: true });
    return { status, output: await text(log) };
  } finally {
    await container.remove({ force: true });
  }
}

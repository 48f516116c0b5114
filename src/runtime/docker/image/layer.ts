import type { ImageKind } from './image-names.ts';
import { imageLabels } from './image-names.ts';
import type { ImageStep } from './image-step.ts';
import { imageChanges } from './recipes.ts';

export interface LayerSpec {
  /** Id or tag of the image below. */
  readonly from: string;
  /** A tar, unpacked at the root. */
  readonly files: NodeJS.ReadableStream;
  /** Run as root without network after unpacking, when given. */
  readonly command?: readonly string[];
  readonly kind: ImageKind;
  readonly tag: string;
}

/**
 * Makes an image of another one, some files and one command, through a container that is committed. Takes a good
 * half second, leaves no dangling image, and needs neither a Dockerfile nor a shell in the image.
 * Resolves with the image's id. Throws when the command fails.
 */
export async function commitLayer(step: ImageStep, spec: LayerSpec): Promise<string> {
  const { docker, signal } = step;
  const container = await docker.createContainer({
    Image: spec.from,
    Cmd: [...(spec.command ?? ['-'])],
    User: '0:0',
    NetworkDisabled: true,
    Labels: imageLabels(spec.kind),
    HostConfig: { NetworkMode: 'none' },
    abortSignal: signal,
  });
  try {
    await container.putArchive(spec.files, { path: '/', abortSignal: signal });
    if (spec.command !== undefined) {
      await container.start({ abortSignal: signal });
      const { StatusCode: status } = (await container.wait({ abortSignal: signal })) as {
        StatusCode: number;
      };
      if (status !== 0) {
        const log = await container.logs({ stdout: true, stderr: true, tail: 20 });
        throw new Error(`${spec.command.join(' ')} ended with ${status}: ${printable(log)}`);
      }
    }
    const [repo, tag] = spec.tag.split(':') as [string, string];
    const changes = imageChanges(spec.kind);
    const { Id } = (await container.commit({ repo, tag, changes, abortSignal: signal })) as { Id: string };
    return Id;
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** Text of a container's log with the engine's stream headers left out. */
export function printable(log: Buffer): string {
  const parts: string[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const length = log.readUInt32BE(at + 4);
    parts.push(log.toString('utf8', at + 8, at + 8 + length));
    at += 8 + length;
  }
  return parts.join('').trim();
}

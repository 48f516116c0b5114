import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { FailureError, failure } from '../../model/failures.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { PublishProgress } from '../cluster/cluster-engine.ts';
import { followLines } from '../docker/image/follow-lines.ts';
import { imagePaths, imageRepositories } from '../docker/image/image-names.ts';

interface ProbeTask {
  readonly NodeID?: string;
  readonly Status: { readonly State: string; readonly Err?: string };
}

const lookMs = 100;
const probeMs = 60_000;
const ended: ReadonlySet<string> = new Set(['complete', 'failed', 'rejected', 'shutdown', 'orphaned']);

/**
 * Pushes an image of the chief's own engine to a registry that all machines reach, `HOST:PORT` with a path or none.
 * Resolves with its name by digest, which no later push changes. Throws FailureError `image-missing`.
 */
export async function pushImage(
  docker: Docker,
  id: string,
  registry: string,
  { onProgress, signal }: PublishProgress,
): Promise<string> {
  const image = docker.getImage(id);
  const repo = `${registry}/${imageRepositories.sandbox}`;
  const tag = id.replace(/^sha256:/, '').slice(0, 16);
  try {
    await image.tag({ repo, tag });
    const pushed = (await image.inspect()).RepoDigests?.find((name) => name.startsWith(`${repo}@`));
    onProgress(`image: pushing it to ${registry}`);
    const answer = await docker.getImage(`${repo}:${tag}`).push({ tag, abortSignal: signal, authconfig: {} });
    await followLines(answer);
    const digests = (await image.inspect()).RepoDigests ?? [];
    const name = digests.find((one) => one.startsWith(`${repo}@`)) ?? pushed;
    if (name === undefined) throw new Error('the registry gave no digest');
    return name;
  } catch (error) {
    signal.throwIfAborted();
    const words = inertLine((error as Error).message).slice(0, 300);
    throw new FailureError(
      failure('image-missing', 'preparing', `The sandbox image cannot be pushed to ${registry}: ${words}.`, {
        help: 'Look whether the registry answers there and whether engines may use it without TLS (`insecure-registries`).',
      }),
      { cause: error },
    );
  }
}

/**
 * Has every machine that is ready start the image once, for nothing. Resolves with the ids of those that could not.
 */
export async function probeImage(
  docker: Docker,
  reference: string,
  ready: readonly string[],
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const service = await docker.createService({
    Name: `butcher-probe-${Date.now().toString(36)}`,
    Labels: { ...labels },
    // A job would fit, but its tasks and containers stay for ever (moby/moby#44312).
    Mode: { Global: {} },
    TaskTemplate: {
      ContainerSpec: {
        Image: reference,
        // A service's own labels do not reach its containers.
        Labels: { ...labels },
        Command: [imagePaths.python, '-I', '-S', '-c', ''],
        User: '65534:65534',
        ReadOnly: true,
        CapabilityDrop: ['ALL'],
      },
      RestartPolicy: { Condition: 'none' },
      LogDriver: { Name: 'none' },
    },
  } as Docker.CreateServiceOptions);
  try {
    for (const endMs = performance.now() + probeMs; ; await delay(lookMs, undefined, { signal })) {
      const tasks: readonly ProbeTask[] = await docker.listTasks({
        filters: JSON.stringify({ service: [service.id] }),
      });
      const done = new Map(
        tasks.flatMap(({ NodeID, Status }) =>
          NodeID && ended.has(Status.State) ? [[NodeID, Status] as const] : [],
        ),
      );
      const isDone = ready.every((id) => done.has(id)) || performance.now() > endMs;
      // A machine that says nothing may be slow; what it lacks will be seen when it is given work.
      if (isDone) return ready.filter((id) => /image/i.test(done.get(id)?.Err ?? ''));
    }
  } finally {
    await docker
      .getService(service.id)
      .remove()
      .catch(() => {});
  }
}

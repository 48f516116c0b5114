import Dockerode from 'dockerode';
import { thisChief } from '../../src/runtime/chief-identity.ts';
import { findEngine } from '../../src/runtime/docker/engine/engine-endpoint.ts';
import { labels } from '../../src/runtime/labels.ts';

let found: Promise<Dockerode> | null = null;

/** The engine that chiefs find, asked without any other code of ours between. */
export function testEngine(): Promise<Dockerode> {
  found ??= findEngine().then((endpoint) =>
    endpoint.kind === 'socket' ? new Dockerode({ socketPath: endpoint.path }) : new Dockerode(),
  );
  return found;
}

/** Ids of the containers that chiefs of `home` have now, on the engine that chiefs find or another one. */
export async function containersOf(home: string, engine?: Dockerode): Promise<string[]> {
  return (await listedContainersOf(home, engine ?? (await testEngine()))).map(({ Id }) => Id);
}

/** The same, with what the engine tells of each. */
export async function listedContainersOf(
  home: string,
  engine: Dockerode,
): Promise<readonly Dockerode.ContainerInfo[]> {
  const all = await engine.listContainers({ all: true, filters: { label: [labels.chief] } });
  const mine = `${thisChief(home).home}.`;
  return all.filter(({ Labels }) => Labels[labels.chief]?.startsWith(mine));
}

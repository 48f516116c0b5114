import Dockerode from 'dockerode';
import { thisChief } from '../../src/runtime/chief-identity.ts';
import { labels } from '../../src/runtime/labels.ts';

/** The engine, asked by tests without any code of ours between; where DOCKER_HOST says, else at the usual socket. */
export const testEngine = new Dockerode();

/** Ids of the containers that chiefs of `home` have now. */
export async function containersOf(home: string): Promise<string[]> {
  const all = await testEngine.listContainers({ all: true, filters: { label: [labels.chief] } });
  const mine = `${thisChief(home).home}.`;
  return all.filter(({ Labels }) => Labels[labels.chief]?.startsWith(mine)).map(({ Id }) => Id);
}

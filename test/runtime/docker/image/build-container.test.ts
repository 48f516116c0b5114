import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type Docker from 'dockerode';
import { createBuildContainer } from '../../../../src/runtime/docker/image/build-container.ts';
import type { ImageStep } from '../../../../src/runtime/docker/image/image-step.ts';

const hour = 3600;

/** An engine that has these containers, by name with how many seconds ago they were made. */
function engineWith(containers: Readonly<Record<string, number>>) {
  const removed: string[] = [];
  let made = '';
  const docker = {
    createContainer: async ({ _query }: { readonly _query: { readonly name: string } }) => {
      made = _query.name;
      return {};
    },
    listContainers: async () =>
      Object.entries(containers).map(([name, age]) => ({
        Id: name,
        Names: [`/${name}`],
        Created: Math.floor(Date.now() / 1000) - age,
      })),
    getContainer: (id: string) => ({ remove: async () => void removed.push(id) }),
  };
  const step = { docker: docker as unknown as Docker, signal: new AbortController().signal };
  return { step: step as unknown as ImageStep, removed, made: () => made };
}

describe('containers in which images are made', () => {
  const dead = spawnSync('true').pid;
  let own: string;

  before(async () => {
    const engine = engineWith({});
    await createBuildContainer(engine.step, {});
    own = engine.made();
    assert.match(own, new RegExp(`-${process.pid}-[0-9a-f]{8}$`));
  });

  const ofPid = (pid: number) => own.replace(/-\d+-([0-9a-f]{8})$/, `-${pid}-$1`);

  async function removedOf(containers: Readonly<Record<string, number>>): Promise<readonly string[]> {
    const engine = engineWith(containers);
    await createBuildContainer(engine.step, {});
    return engine.removed;
  }

  it('go where their process has died', async () => {
    assert.deepEqual(await removedOf({ [ofPid(dead)]: 1 }), [ofPid(dead)]);
  });

  it('stay where it lives', async () => {
    assert.deepEqual(await removedOf({ [own]: 2 * 24 * hour }), []);
  });

  it('of another namespace, whose processes have other numbers here, stay for a day', async () => {
    if (process.platform !== 'linux') return;
    const other = ofPid(dead).replace(/-\d+-(\d+-[0-9a-f]{8})$/, '-1-$1');
    assert.notEqual(other, ofPid(dead));
    assert.deepEqual(await removedOf({ [other]: hour }), []);
    assert.deepEqual(await removedOf({ [other]: 25 * hour }), [other]);
  });
});

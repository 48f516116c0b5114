import assert from 'node:assert/strict';
import { EngineClient } from '../../../../src/runtime/docker/engine/engine-client.ts';
import { lookAtEngine } from '../../../../src/runtime/docker/engine/look-at-engine.ts';
import { FakeEngine } from '../../../helpers/fake-engine.ts';

describe('lookAtEngine', () => {
  const described = { ServerVersion: '28.1.0+ds', ContainerdCommit: { ID: '05044ec' } };

  async function look(info: object) {
    const fake = await FakeEngine.start(info);
    try {
      const endpoint = { kind: 'socket', path: fake.address.slice('unix://'.length) } as const;
      const { facts } = await lookAtEngine(await EngineClient.open(endpoint), endpoint);
      return { name: facts.name, dialect: facts.dialect, asked: fake.asked };
    } finally {
      await fake.stop();
    }
  }

  it('takes the word of an engine that is Docker by all that it says, and asks it once', async () => {
    assert.deepEqual(await look(described), {
      ...{ name: 'docker 28.1.0', dialect: 'docker' },
      asked: ['GET /info'],
    });
  });

  it('asks any other who it is', async () => {
    for (const info of [
      { ...described, BuildahVersion: '1.28.2' },
      { ...described, ContainerdCommit: { ID: '' } },
      { ...described, ServerVersion: undefined },
      {},
    ]) {
      const { name, asked } = await look(info);
      assert.equal(name, 'docker 20.10.24', JSON.stringify(info));
      assert.deepEqual(asked, ['GET /info', 'GET /version'], JSON.stringify(info));
    }
  });
});

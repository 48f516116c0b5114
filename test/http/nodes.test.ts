import assert from 'node:assert/strict';
import { HttpFixture } from './http-fixture.ts';

describe('GET /nodes', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('shows operators the machines with their room, and nobody else', async () => {
    const answer = await http.ask('root', 'GET /api/v1/nodes');
    assert.equal(answer.statusCode, 200);
    const { slots, nodes } = answer.json();
    assert.equal(slots, 2);
    assert.deepEqual(nodes[0], { id: 'n1', name: 'alpha', slots: 2, state: 'ready', isOwn: true });
    assert.equal((await http.ask('ann', 'GET /api/v1/nodes')).statusCode, 403);
  });

  it('says when the engine does not', async () => {
    http.chief.capacity = null;
    const answer = await http.ask('root', 'GET /api/v1/nodes');
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.json().code, 'not-ready');
  });
});

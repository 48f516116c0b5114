import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { createContainer } from '../../../../src/runtime/docker/engine/create-container.ts';

describe('createContainer', () => {
  it('writes the name alone into the address, and everything else into the body', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-create-'));
    const asked: { url: string; body: unknown }[] = [];
    const server = createServer(async (request, response) => {
      asked.push({ url: request.url!, body: JSON.parse(await text(request)) });
      response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"Id": "abc"}');
    });
    try {
      const socketPath = join(folder, 'engine.sock');
      server.listen(socketPath);
      await once(server, 'listening');
      const HostConfig = { SecurityOpt: [`seccomp=${'x'.repeat(100_000)}`] };
      const made = await createContainer(new Docker({ socketPath }), { name: 'one', Image: 'i', HostConfig });
      assert.equal(made.id, 'abc');
      assert.deepEqual(asked, [{ url: '/containers/create?name=one', body: { Image: 'i', HostConfig } }]);
    } finally {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    }
  });
});

import assert from 'node:assert/strict';
import { serveHttp } from '../../../src/http/server/serve-http.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('what connections may cost', () => {
  it('is bounded in number, in silence and in the time that headers take', async () => {
    const http = await HttpFixture.make();
    const { server } = http.parts.app;
    const served = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
    try {
      assert.ok(server.maxConnections > 0 && server.maxConnections <= 10_000, String(server.maxConnections));
      assert.ok(server.headersTimeout > 0 && server.headersTimeout <= 30_000, String(server.headersTimeout));
      assert.ok(server.timeout > 0 && server.timeout <= 300_000, String(server.timeout));
      assert.ok(server.keepAliveTimeout > 0 && server.keepAliveTimeout <= 60_000);
    } finally {
      await served.close(0);
      await http.remove();
    }
  });
});

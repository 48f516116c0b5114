import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { problemCatalogue } from '../../src/chief/problem.ts';
import { problemPage } from '../../src/http/http-problem.ts';
import { serveHttp } from '../../src/http/server/serve-http.ts';
import { startCaddy } from '../helpers/caddy.ts';
import { frontHost } from '../helpers/front-server.ts';
import { startNginx } from '../helpers/nginx.ts';
import { resultsText } from '../http/fake-chief.ts';
import { HttpFixture } from '../http/http-fixture.ts';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);

describe('docs/operate.md', () => {
  it('has the files that are shipped, word for word', async () => {
    const page = await readFile(at('docs/operate.md'), 'utf8');
    for (const file of ['butcher.service', 'butcher.socket', 'nginx.conf', 'Caddyfile'])
      assert.ok(page.includes(await readFile(at(`deploy/${file}`), 'utf8')), file);
    const { files } = JSON.parse(await readFile(at('package.json'), 'utf8'));
    assert.ok(files.includes('deploy'));
  });

  it('has a unit that systemd takes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-unit-'));
    try {
      const unit = (await readFile(at('deploy/butcher.service'), 'utf8')).replaceAll(
        '/usr/local/bin/butcher',
        '/bin/true',
      );
      const path = join(folder, 'butcher.service');
      await writeFile(path, unit);
      const verified = await execa('systemd-analyze', ['verify', '--man=no', path], { reject: false });
      const own = verified.stderr.split('\n').filter((line) => line.includes('butcher.service'));
      // The engine may come without a unit of its own, as on the machine of a test.
      assert.deepEqual(
        own.filter((line) => !/docker\.service/.test(line)),
        [],
      );
      await writeFile(path, unit.replace('Restart=on-failure', 'Restart=sometimes'));
      const wrong = await execa('systemd-analyze', ['verify', '--man=no', path], { reject: false });
      assert.match(wrong.stderr, /sometimes/, 'it looks');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('has a socket for the unit that systemd takes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-unit-'));
    try {
      const service = await readFile(at('deploy/butcher.service'), 'utf8');
      await writeFile(
        join(folder, 'butcher.service'),
        service.replaceAll('/usr/local/bin/butcher', '/bin/true'),
      );
      const socket = await readFile(at('deploy/butcher.socket'), 'utf8');
      const path = join(folder, 'butcher.socket');
      const said = async (unit: string) => {
        await writeFile(path, unit);
        const verify = execa('systemd-analyze', ['verify', '--man=no', path], { reject: false });
        return (await verify).stderr.split('\n').filter((line) => line.includes('butcher.socket'));
      };
      assert.deepEqual(await said(socket), []);
      assert.match(
        (await said(socket.replace('127.0.0.1:7878', 'nowhere'))).join('\n'),
        /nowhere/,
        'it looks',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  for (const [name, startServer] of [
    ['nginx', startNginx],
    ['Caddy', startCaddy],
  ] as const)
    it(`has a configuration of ${name} behind which everything works`, async () => {
      const http = await HttpFixture.make({ hostNames: [frontHost], trustedProxies: ['127.0.0.1'] });
      const server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
      const front = await startServer({ upstream: server.address });
      const open = async (
        method: string,
        path: string,
        rest: RequestOptions = {},
        body: Buffer | null = null,
      ) => {
        http.parts.clock.advance(1000);
        const headers = { host: frontHost, ...http.bearer('ann'), ...rest.headers };
        const { port, ca } = front;
        const asked = request({ host: '127.0.0.1', servername: frontHost, port, ca, method, path, headers });
        asked.end(body);
        const [answer] = (await once(asked, 'response')) as [IncomingMessage];
        return answer;
      };
      try {
        const page = await open('GET', '/docs/');
        assert.equal(page.statusCode, 200);
        assert.match(await text(page), /swagger/i);
        const large = Buffer.alloc(3 * 1024 * 1024, 7);
        const uploaded = await open('POST', '/api/v1/datasets?name=d', {}, large);
        assert.equal(uploaded.statusCode, 201, 'nginx by itself would take 1 MiB');
        assert.equal(JSON.parse(await text(uploaded)).dataset.bytes, large.length);
        const { id } = await http.submit('ann');
        http.chief.tell = async function* (_after, signal) {
          yield { id: '1', type: 'state', json: '{"type":"state","state":"queued"}' };
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        };
        const events = await open('GET', `/api/v1/jobs/${id}/events`);
        let told = '';
        for await (const chunk of events) {
          told += chunk;
          // The stream is still open: nothing has to end for an event to come.
          if (told.includes('event: state')) break;
        }
        const range = { headers: { range: 'bytes=10-19' } };
        const part = await open('GET', `/api/v1/jobs/${id}/results`, range);
        assert.equal(part.statusCode, 206);
        assert.equal(await text(part), resultsText.slice(10, 20));
        const forged = { headers: { 'x-forwarded-for': '192.0.2.1' } };
        await text(await open('GET', '/api/v1/me', forged));
        const line = http.parts.log.map((told) => JSON.parse(told)).find(({ url }) => url === '/api/v1/me');
        assert.equal(line.from, '127.0.0.1', 'the client, as the server saw it, and not as it said');
        const other = await open('GET', '/api/v1/me', { headers: { host: 'evil.example' } });
        const said = await text(other);
        assert(other.statusCode === 403 || said === '', `a name that is none of the chief’s: ${said}`);
        await server.close(0);
        const meanwhile = await open('POST', '/api/v1/jobs', {}, Buffer.from('{}'));
        assert.equal(meanwhile.statusCode, 503, 'there is no chief, as while it is started again');
        assert.equal(meanwhile.headers['retry-after'], '10');
        assert.equal(meanwhile.headers['content-type'], 'application/problem+json');
        const problem = JSON.parse(await text(meanwhile));
        const { help } = problemCatalogue.stopping;
        const kind = {
          type: problemPage('stopping'),
          title: 'Stopping',
          status: 503,
          code: 'stopping',
          help,
        };
        assert.deepEqual(problem, { ...kind, detail: 'The chief does not answer.' });
      } finally {
        await front.stop();
        await server.close(0);
        await http.remove();
      }
    });
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../src/http/build-app.ts';
import { HttpFixture } from './http-fixture.ts';

describe('the page', () => {
  let http: HttpFixture;
  let folder: string;
  before(async () => {
    http = await HttpFixture.make();
    folder = await mkdtemp(join(tmpdir(), 'butcher-page-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><script src="/assets/a-1.js"></script>');
    await writeFile(join(folder, 'assets', 'a-1.js'), 'export {};');
    await writeFile(join(folder, 'icon.svg'), '<svg/>');
  });
  after(async () => {
    await http.remove();
    await rm(folder, { recursive: true });
  });
  const appWith = async (page: string | null) => {
    const { chief, home, clock, app } = http.parts;
    const settings = (await import('../../src/http/http-parts.ts')).defaultHttpSettings;
    const { log: logger } = app;
    return buildApp({ chief, store: home.store, clock, settings, page, logger: logger as never });
  };

  it('is served to anybody, with a policy that lets nothing stand in it or come from elsewhere', async () => {
    const app = await appWith(folder);
    try {
      const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
        app.inject({ url, headers: { host: 'localhost', ...headers } });
      const index = await get('/');
      assert.equal(index.statusCode, 200);
      assert.match(index.body, /^<!doctype html>/);
      assert.equal(index.headers['cache-control'], 'no-cache');
      const policy = String(index.headers['content-security-policy']);
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(index.headers['x-content-type-options'], 'nosniff');
      const script = await get('/assets/a-1.js');
      assert.match(String(script.headers['content-type']), /javascript/);
      assert.equal(script.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal((await get('/icon.svg')).headers['cache-control'], 'no-cache');
      assert.equal((await get('/', { host: 'evil.example' })).json().code, 'foreign-host');
      assert.equal((await get('/docs')).statusCode, 200);
      assert.equal((await get('/api/v1/jobs')).statusCode, 401);
      for (const url of [
        '/../package.json',
        '/assets/%2e%2e/%2e%2e/x',
        '/assets',
        '/nothing',
        '/assets/later.js',
      ])
        assert.equal((await get(url)).statusCode, 404, url);
    } finally {
      await app.close();
    }
  });

  it('has no files but those that were there, and no page is none', async () => {
    const app = await appWith(folder);
    const none = await appWith(null);
    try {
      const headers = { host: 'localhost' };
      await app.ready();
      await symlink('/etc/passwd', join(folder, 'later'));
      assert.equal((await app.inject({ url: '/later', headers })).statusCode, 404);
      assert.equal((await none.inject({ url: '/', headers })).statusCode, 404);
    } finally {
      await app.close();
      await none.close();
    }
  });

  it('is signed in by a code, and whoever guesses is slowed', async () => {
    const begin = (code: string) => http.ask(null, 'POST /api/v1/session', { payload: { code } });
    const good = await begin('good');
    assert.deepEqual([good.statusCode, good.json().account], [200, 'ann']);
    assert.equal(good.headers['cache-control'], 'no-store');
    const wrong = await begin('wrong');
    assert.deepEqual([wrong.statusCode, wrong.json().code], [401, 'unauthorized']);
    assert.match(wrong.json().help, /butcher open/);
    const inject = () =>
      http.parts.app.inject({
        ...{ method: 'POST', url: '/api/v1/session', payload: { code: 'guess' } },
        headers: { host: 'localhost' },
      });
    const statuses: number[] = [];
    for (let n = 0; n < 30; n += 1) statuses.push((await inject()).statusCode);
    assert.equal(statuses[0], 401);
    assert.equal(statuses.at(-1), 429);
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAdminToken } from '../../src/chief/tokens/admin-token.ts';
import { announceChief } from '../../src/home/running-chief.ts';
import { serveHttp } from '../../src/http/server/serve-http.ts';
import { runButcher } from '../helpers/run-butcher.ts';
import { HttpFixture } from '../http/http-fixture.ts';

describe('the commands for the own tokens', () => {
  it('list, replace and revoke them by asking the chief', async () => {
    const http = await HttpFixture.make();
    const server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
    const home = http.parts.home.path;
    const butcher = async (token: string | null, ...args: readonly string[]) => {
      const as = token === null ? {} : { BUTCHER_CHIEF: server.address, BUTCHER_TOKEN: token };
      const run = await runButcher(args, { cwd: home, env: { BUTCHER_HOME: home, ...as } });
      assert.equal(run.exitCode, 0, run.stderr);
      return run;
    };
    try {
      const { ann, root } = http.parts.tokens;
      const rotated = await butcher(ann, 'token', 'rotate');
      assert.match(rotated.stdout, /^butcher_[\w-]{43}\n$/, 'the token alone');
      assert.match(
        rotated.stderr,
        /^token \w+ is valid until revoked; the one before it ends in a minute\n$/,
      );
      const next = rotated.stdout.trim();
      const listed = await butcher(next, 'token', 'list', '--mine');
      assert.match(
        listed.stdout,
        /^ID .*\n[0-9a-f]{12} +ann +valid +author .*\n[0-9a-f]{12} +ann +expired +author/,
      );
      await butcher(next, 'token', 'revoke', '--mine', ann);
      const [, first] = (await http.parts.home.store.tokens.list('ann', { limit: 9 })).items;
      assert.notEqual(first?.revokedAtMs, null);

      await writeFile(join(home, 'admin.token'), `${root}\n`);
      await announceChief(home, server.address);
      const machines = await butcher(null, 'token', 'rotate');
      assert.equal(machines.stdout, '', 'what is kept in its place need not be shown');
      assert.match(machines.stderr, /it is kept in .*admin\.token\n$/);
      assert.notEqual(await readAdminToken(home), root);
      assert.match((await butcher(null, 'token', 'list', '--mine')).stdout, /root +valid/);
    } finally {
      await server.close(0);
      await http.remove();
    }
  });
});

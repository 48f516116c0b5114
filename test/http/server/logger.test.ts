import assert from 'node:assert/strict';
import { fstatSync, openSync } from 'node:fs';
import { createLogger, isJournal, withPriorities } from '../../../src/http/server/logger.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('the log', () => {
  it('tells journald how urgent each line is', () => {
    const written: string[] = [];
    const logger = createLogger('trace', withPriorities({ write: (line) => void written.push(line) }));
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]({}, 'x');
    assert.deepEqual(
      written.map((line) => line.slice(0, 4)),
      ['<7>{', '<6>{', '<4>{', '<3>{', '<2>{'],
    );
  });

  it('goes to journald where the environment says that this very file does', () => {
    const file = openSync('/dev/null', 'w');
    const { dev, ino } = fstatSync(file);
    assert.equal(isJournal(file, `${dev}:${ino}`), true);
    for (const other of [undefined, '', `${dev}:${ino + 1}`, `${dev}`, 'x:y'])
      assert.equal(isJournal(file, other), false);
  });

  it('names requests as answers do, and has who was refused', async () => {
    const http = await HttpFixture.make();
    try {
      const good = await http.ask('ann', 'GET /api/v1/jobs');
      const missing = await http.ask('ann', 'GET /api/v1/jobs/none');
      const id = String(missing.headers['x-request-id']);
      assert.match(id, /^[\w-]{12}$/);
      assert.notEqual(good.headers['x-request-id'], id);
      assert.equal(missing.json().request, id);
      const line = JSON.parse(http.parts.log.at(-1)!);
      assert.deepEqual([line.reqId, line.from, line.account, line.status], [id, '127.0.0.1', 'ann', 404]);
      assert.match(line.tokenId, /^[0-9a-f]{12}$/);
      const [, token] = http.bearer('bob').authorization.split(' ');
      const { store } = http.parts.home;
      await store.tokens.revoke((await store.tokens.list('bob', { limit: 1 })).items[0]!.id, {
        actor: 'operator',
        atMs: 2,
      });
      const refused = await http.ask('bob', 'GET /api/v1/jobs');
      assert.equal(refused.statusCode, 401);
      const told = http.parts.log.map((text) => JSON.parse(text)).find(({ msg }) => /log-in/.test(msg));
      assert.deepEqual([told.from, told.reason, told.account], ['127.0.0.1', 'revoked', 'bob']);
      assert.ok(!http.parts.log.join('').includes(token!));
    } finally {
      await http.remove();
    }
  });
});

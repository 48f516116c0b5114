import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beginSession } from '../../../src/chief/tokens/begin-session.ts';
import { codeLifetimeMs, makeCode, useCode } from '../../../src/chief/tokens/one-time-code.ts';
import { verifyToken } from '../../../src/chief/tokens/verify-token.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';

describe('a one-time code', () => {
  let home: ChiefHome;
  beforeEach(async () => {
    home = await ChiefHome.make();
  });
  afterEach(() => home.remove());

  it('is good once, however many try at the same time', async () => {
    const code = await makeCode(home.path, 'ann', 1000);
    const tries = await Promise.all(Array.from({ length: 20 }, () => useCode(home.path, code, 1001)));
    assert.deepEqual(
      tries.filter((account) => account !== null),
      ['ann'],
    );
    assert.equal(await useCode(home.path, code, 1001), null);
    assert.deepEqual(await readdir(join(home.path, 'codes')), []);
  });

  it('is good for a minute, and nothing else is', async () => {
    const old = await makeCode(home.path, 'ann', 1000);
    assert.equal(await useCode(home.path, old, 1000 + codeLifetimeMs), null);
    const early = await makeCode(home.path, 'ann', 1000);
    assert.equal(await useCode(home.path, early, 999), null, 'the clock was set back');
    const code = await makeCode(home.path, 'ann', 1000);
    for (const wrong of ['', '../codes', `${code}x`, code.slice(1), 'A'.repeat(43), '.'.repeat(43)])
      assert.equal(await useCode(home.path, wrong, 1001), null, wrong);
    assert.equal(await useCode(home.path, code, 1001), 'ann');
  });

  it('is kept as a hash, for this user alone', async () => {
    const code = await makeCode(home.path, 'ann', 1000);
    const [name] = await readdir(join(home.path, 'codes'));
    assert.match(name!, /^[0-9a-f]{64}$/);
    assert(!name!.includes(code));
    assert.equal((await stat(join(home.path, 'codes'))).mode & 0o777, 0o700);
    assert.equal((await stat(join(home.path, 'codes', name!))).mode & 0o777, 0o600);
  });

  it('becomes a token of its account for some hours, unless that is blocked', async () => {
    const { store } = home;
    const parts = { home: home.path, store };
    const at = { from: '127.0.0.1', nowMs: 5000 };
    const begun = await beginSession(parts, await makeCode(home.path, 'root', 4000), at);
    assert(begun.kind === 'begun');
    assert.deepEqual([begun.account, begun.admin], ['root', true]);
    const verified = await verifyToken(store, begun.token, 6000);
    assert(verified.kind === 'valid');
    assert.equal(verified.account.name, 'root');
    assert.equal((await verifyToken(store, begun.token, begun.expiresAtMs)).kind, 'expired');
    await store.accounts.block('ann', 'loud', { actor: 'root', atMs: 1 });
    const blocked = await beginSession(parts, await makeCode(home.path, 'ann', 4000), at);
    assert.equal(blocked.kind, 'problem');
    const nobody = await beginSession(parts, await makeCode(home.path, 'nobody', 4000), at);
    assert.equal(nobody.kind, 'none');
  });
});

import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import {
  adminTokenFile,
  adminTokenSeen,
  ensureAdminToken,
  readAdminToken,
} from '../../../src/chief/tokens/admin-token.ts';
import { issueToken } from '../../../src/chief/tokens/issue-token.ts';
import { readLifetime } from '../../../src/chief/tokens/read-lifetime.ts';
import { isSameHash, newToken, readToken } from '../../../src/chief/tokens/token-text.ts';
import { verifyToken } from '../../../src/chief/tokens/verify-token.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';

const act = { actor: 'operator', atMs: 10_000 };
const day = 86_400_000;
const character = fc.oneof(
  fc.string({ minLength: 1, maxLength: 1 }),
  fc.constantFrom('\0', 'é', '\ud800', '𝒜', ''),
);

describe('tokens', () => {
  let home: ChiefHome;
  beforeEach(async () => {
    home = await ChiefHome.make();
  });
  afterEach(() => home.remove());
  const issue = async (
    account: string,
    rest: { admin?: boolean; expiresAtMs?: number; label?: string } = {},
  ) => {
    const issued = await issueToken(home.store, { account, admin: false, expiresAtMs: null, ...rest }, act);
    assert(issued.kind === 'issued', issued.kind === 'refused' ? issued.message : '');
    return issued.token;
  };
  const verify = (text: string, nowMs = 20_000) => verifyToken(home.store, text, nowMs);

  it('say whose they are until they expire or are revoked', async () => {
    const token = await issue('ann', { expiresAtMs: 50_000 });
    assert.match(token.text, /^butcher_[A-Za-z0-9_-]{43}$/);
    const verified = await verify(token.text, 49_999);
    assert(verified.kind === 'valid');
    assert.equal(verified.account.name, 'ann');
    assert.equal((await verify(token.text, 50_000)).kind, 'expired');
    await home.store.tokens.revoke(token.id, act);
    assert.equal((await verify(token.text)).kind, 'revoked');
    await home.store.accounts.block('bob', 'loud', act);
    const blocked = await verify((await issue('bob')).text);
    assert.equal(blocked.kind === 'valid' && blocked.account.blocked?.reason, 'loud');
  });

  it('are nowhere in the store, and their uses are noted now and then', async () => {
    const { text, id } = await issue('ann');
    const stored = JSON.stringify([
      (await home.store.tokens.list(null, { limit: 9 })).items,
      await home.store.audit.list(null, { limit: 9 }),
    ]);
    assert(!stored.includes(text.slice('butcher_'.length)));
    const lastUse = async () => (await home.store.tokens.find(id))?.lastUsedAtMs;
    for (const [nowMs, noted] of [
      [100_000, 100_000],
      [159_999, 100_000],
      [160_000, 160_000],
    ] as const) {
      await verify(text, nowMs);
      assert.equal(await lastUse(), noted);
    }
  });

  it('are not known when anything in them is changed', async () => {
    const { text } = await issue('ann');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), character, async (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        assert.equal((await verify(changed)).kind, changed === text ? 'valid' : 'unknown');
      }),
      { numRuns: 300 },
    );
    for (const wrong of ['', 'butcher_', text.slice(1), `${text}A`, ` ${text}`, newToken().text])
      assert.equal((await verify(wrong)).kind, 'unknown');
  });

  it('are not known by the beginning of their hash alone', async () => {
    const { text, id, hash } = newToken();
    await home.store.tokens.create(
      { id, account: 'ann', hash: hash.replace(/.$/, hash.endsWith('0') ? '1' : '0'), expiresAtMs: null },
      act,
    );
    assert.equal((await verify(text)).kind, 'unknown');
    assert.equal(isSameHash(hash, hash), true);
    assert.equal(isSameHash(hash, hash.slice(2)), false);
  });

  it('are known, though nothing can be written', async () => {
    const { text } = await issue('ann');
    const { tokens } = home.store;
    const touch = tokens.touch.bind(tokens);
    try {
      tokens.touch = () => Promise.reject(new DiskFullError('full'));
      assert.equal((await verify(text, day)).kind, 'valid');
      tokens.touch = () => Promise.reject(new Error('broken'));
      await assert.rejects(verify(text, day), /broken/);
    } finally {
      tokens.touch = touch;
    }
  });

  it('have no label where none can be seen', async () => {
    await issue('ann', { label: ' \u200b' });
    const { items } = await home.store.tokens.list('ann', { limit: 9 });
    assert.deepEqual(
      items.map(({ label }) => label),
      [''],
    );
  });

  it('make new accounts, but no admin of an account that is none', async () => {
    const request = { account: 'ann', admin: true, expiresAtMs: null };
    const refused = await issueToken(home.store, request, act);
    assert.match(refused.kind === 'refused' ? refused.message : '', /not an admin/);
    assert.equal((await issueToken(home.store, { ...request, account: '../x' }, act)).kind, 'refused');
    await issue('new-admin', { admin: true });
    assert.equal((await home.store.accounts.find('new-admin'))?.admin, true);
    await issue('new-admin');
    assert.equal((await home.store.accounts.find('new-admin'))?.admin, true, 'the flag is the account’s');
    await issue('admin');
    assert.equal((await home.store.accounts.find('admin'))?.admin, true, 'that name is always an admin’s');
  });

  it('come with the first start for the operator alone, and again only when needed', async () => {
    const first = await ensureAdminToken(home.store, home.path, act);
    assert(first !== null && readToken(first) !== null);
    assert.equal(await readFile(adminTokenFile(home.path), 'utf8'), `${first}\n`);
    assert.equal((await stat(adminTokenFile(home.path))).mode & 0o777, 0o600);
    const verified = await verify(first);
    assert.equal(verified.kind === 'valid' && verified.account.admin, true);
    assert.equal(await ensureAdminToken(home.store, home.path, act), first, 'until somebody has seen it');
    await adminTokenSeen(home.path);
    assert.equal(await ensureAdminToken(home.store, home.path, act), null);
    assert.equal(await readAdminToken(home.path), first);

    await home.store.tokens.revoke(readToken(first)?.id ?? '', act);
    const second = await ensureAdminToken(home.store, home.path, act);
    assert(second !== null && second !== first);
    await writeFile(adminTokenFile(home.path), 'not a token');
    assert.equal(await readAdminToken(home.path), null);
    assert(await ensureAdminToken(home.store, home.path, act));
  });

  it('live as long as they are told', () => {
    assert.deepEqual(['30d', '12H', '45m', '90s', ' 1d '].map(readLifetime), [
      30 * day,
      day / 2,
      45 * 60_000,
      90_000,
      day,
    ]);
    for (const wrong of ['', '30', 'd', '0d', '-1d', '1.5d', '1y', '99999999d', '1d 2h', '∞'])
      assert.equal(typeof readLifetime(wrong), 'object', wrong);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { verifyToken } from '../../src/chief/tokens/verify-token.ts';
import { composeHomeLock, composeStore } from '../../src/compose.ts';
import { runButcher } from '../helpers/run-butcher.ts';

describe('the commands for tokens and accounts', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-token-'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));
  const butcher = async (...args: readonly string[]) => {
    const run = await runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } });
    assert.equal(run.exitCode, 0, run.stderr);
    return run.stdout;
  };
  const jsonOf = async (...args: readonly string[]) =>
    (await butcher(...args, '--json'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('make a token that is printed alone and listed without its secret', async () => {
    const printed = await butcher('token', 'create', 'ann', '--expires', '30d');
    assert.match(printed, /^butcher_[\w-]{43}\n$/);
    const listed = await butcher('token', 'list');
    assert.match(listed, /^ID +ACCOUNT +STATE.*\n[0-9a-f]{12} +ann +valid/);
    assert(!listed.includes(printed.trim()));
    const [token] = await jsonOf('token', 'list', 'ann');
    assert.equal(token?.hash, undefined);
    assert.equal(Number(token?.expiresAtMs) - Number(token?.createdAtMs), 30 * 86_400_000);
  });

  it('work beside the chief that serves the home, and it sees at once what they did', async () => {
    const home = join(cwd, 'home');
    const lock = await composeHomeLock(home);
    assert(lock !== null);
    const store = await composeStore(home);
    try {
      const token = (await butcher('token', 'create', 'boss', '--admin')).trim();
      const verified = await verifyToken(store, token, Date.now());
      assert.equal(verified.kind === 'valid' && verified.account.admin, true);
      await butcher('account', 'block', 'boss', '--reason', 'on\nleave');
      assert.equal((await store.accounts.find('boss'))?.blocked?.reason, 'on\nleave');
      assert.match(await butcher('account', 'list'), /boss +admin +0( +0 bytes){8} +since .*: on\\nleave\n/);
      await butcher('token', 'revoke', token);
      assert.equal((await verifyToken(store, token, Date.now())).kind, 'revoked');
      assert.equal((await stat(join(home, 'butcher.db'))).mode & 0o777, 0o600);
      assert.equal((await stat(home)).mode & 0o777, 0o700);
    } finally {
      await store.close();
      lock.release();
    }
  });

  it('revoke by what is enough of an id', async () => {
    await butcher('token', 'create', 'ann');
    const [token] = await jsonOf('token', 'list');
    assert.match(await butcher('token', 'revoke', String(token?.id).slice(0, 6)), /revoked token .* of ann/);
    assert.equal((await jsonOf('token', 'list'))[0]?.state, 'revoked');
  });

  it('block, unblock and tell who did what', async () => {
    await butcher('token', 'create', 'ann');
    assert.equal(await butcher('account', 'block', 'ann'), 'ann is blocked: blocked by the operator\n');
    assert.equal(await butcher('account', 'unblock', 'ann'), 'ann is not blocked and has no strikes\n');
    const [account] = await jsonOf('account', 'list');
    assert.deepEqual([account?.name, account?.blocked, account?.strikes], ['ann', null, 0]);
    const rows = await jsonOf('account', 'audit', 'ann');
    assert.deepEqual(
      rows.map(({ action, actor }) => `${actor} ${action}`),
      [
        'operator account-unblocked',
        'operator account-blocked',
        'operator token-created',
        'operator account-created',
      ],
    );
    assert.match(await butcher('account', 'audit', '--limit', '1'), /^TIME.*\n.*account-unblocked.*\n$/);
  });

  it('keep the reason of a block that is there, and say so', async () => {
    await butcher('token', 'create', 'ann');
    assert.equal(await butcher('account', 'block', 'ann', '--reason', 'loud'), 'ann is blocked: loud\n');
    const again = await butcher('account', 'block', 'ann', '--reason', 'mining', '--stop');
    assert.match(
      again,
      /^ann has been blocked since \S+ \S+: loud; what it has running is cancelled .*\nThe first reason stays/,
    );
    const [account] = await jsonOf('account', 'list');
    const blocked = { ...(account?.blocked as object), sinceMs: 0 };
    assert.deepEqual(blocked, { sinceMs: 0, reason: 'loud', stops: true });
  });

  it('list all strikes of an account, however many pages they are', async () => {
    await butcher('token', 'create', 'ann');
    const database = new DatabaseSync(join(cwd, 'home', 'butcher.db'));
    database.exec(`WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 2001)
      INSERT INTO strikes (account, reason, at) SELECT 'ann', 'reason ' || n, n FROM counted`);
    database.close();
    const strikes = await jsonOf('account', 'strikes', 'ann');
    assert.deepEqual(
      [strikes.length, strikes[0]?.reason, strikes.at(-1)?.reason],
      [2001, 'reason 2001', 'reason 1'],
    );
    assert.deepEqual(Object.keys(strikes[0]!).sort(), [
      ...['account', 'atMs', 'forgiven', 'job', 'package', 'reason', 'type'],
    ]);
  });

  it('decide something for one account, and take it back', async () => {
    await butcher('token', 'create', 'ann', '--scope', 'read', '--scope', 'metrics', '--label', 'scraper');
    const [token] = await jsonOf('token', 'list', 'ann');
    assert.deepEqual([token?.scopes, token?.label], [['read', 'metrics'], 'scraper']);
    const set = await butcher('account', 'set', 'ann', 'quotaBytes=2GiB', 'slots=3', 'limits.memory=1GiB');
    assert.equal(set, `ann: quotaBytes=${2 * 2 ** 30}, slots=3, limits.memory=${2 ** 30}\n`);
    assert.match(await butcher('account', 'show', 'ann'), /slots=3\n {2}limits.memory=1073741824\n$/);
    await butcher('account', 'set', 'ann', 'slots=', 'limits.memory=');
    const [account] = await jsonOf('account', 'show', 'ann');
    assert.deepEqual(account?.settings, { quotaBytes: 2 * 2 ** 30 });
    assert.match(
      await butcher('account', 'block', 'ann', '--stop'),
      /cancelled by the chief within a second\n$/,
    );
    assert.equal(
      (await jsonOf('account', 'audit', '--action', 'account-configured', '--since', '1d')).length,
      2,
    );
    assert.match(await butcher('account', 'strikes', 'ann'), /^TIME +STATE/);
  });

  const wrong: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [['token'], /create .*ACCOUNT/],
    [['token', 'creat', 'x'], /Did you mean create/],
    [['token', 'create'], /missing required argument/],
    [['token', 'create', '../x'], /letters, digits, dots/],
    [['token', 'create', 'x', '--expires', 'soon'], /30d, 12h/],
    [['token', 'list', 'nobody'], /There is no account nobody/],
    [['token', 'revoke', ''], /no such token/],
    [['token', 'revoke', 'ffff'], /no such token/],
    [['account', 'block', 'nobody'], /There is no account nobody/],
    [['account', 'block', 'admin'], /what the commands on this machine act for; .*token revoke/],
    [['account', 'block', 'nobody', '--reason', ''], /The reason is blank/],
    [['account', 'block', 'nobody', '--reason', ' \t\u200b'], /The reason is blank/],
    [['account', 'block', 'nobody', '--reason', 'x'.repeat(501)], /at most 500 characters/],
    [['account', 'unblock', '\x1b[31m'], /There is no account \\x1b/],
    [['account', 'audit', '--limit', '0'], /whole number/],
    [['account', 'audit', '--since', 'monday'], /30d, 12h or 2026-01-31/],
    [['account', 'audit', '--action', 'burnt'], /account-blocked/],
    [['account', 'show', 'nobody'], /There is no account nobody/],
    [['account', 'set', 'nobody', 'slots=1'], /There is no account nobody/],
    [['account', 'set', 'x', 'slots'], /Write SETTING=VALUE/],
    [['account', 'set', 'x', 'slot=1'], /did you mean "slots"/],
    [['account', 'set', 'x', 'slots=none'], /"slots", which takes a whole number/],
    [['account', 'set', 'x', 'weight=101'], /from 1 to 100/],
    [['account', 'set', 'x', 'limits.memry=1'], /limits.memory/],
    [['token', 'create', 'x', '--scope', 'root'], /admin, operator/],
    [['token', 'create', 'x', '--scope', 'operator'], /for tokens of an admin's account/],
  ];
  it('make nothing of a home that no chief has served, and a token there says so', async () => {
    const env = { BUTCHER_HOME: join(cwd, 'mistyped') };
    for (const args of [
      ['token', 'list'],
      ['token', 'revoke', 'ffff'],
      ['account', 'list'],
      ['account', 'show', 'ann'],
      ['account', 'set', 'ann', 'slots=1'],
      ['account', 'block', 'ann', '--reason', 'x'],
      ['account', 'strikes', 'ann'],
      ['account', 'audit'],
    ]) {
      const { exitCode, stderr } = await runButcher(args, { cwd, env });
      assert.equal(exitCode, 2, stderr);
      assert.match(
        stderr,
        /No chief has served the home .*mistyped; set BUTCHER_HOME to the home of the chief\./,
      );
    }
    await assert.rejects(stat(join(cwd, 'mistyped')), /ENOENT/);
    const made = await runButcher(['token', 'create', 'ann'], { cwd, env });
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stderr, /no chief has served the home .*mistyped yet; the token is for one that will/);
    assert.doesNotMatch((await runButcher(['token', 'create', 'ann'], { cwd, env })).stderr, /no chief/);
  });

  it('refuse what cannot be done', async () => {
    await butcher('token', 'create', 'known');
    for (const [args, words] of wrong) {
      const run = await runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } });
      assert.match(run.stderr, words);
      assert.equal(run.exitCode, 2, args.join(' '));
      assert.equal(run.stdout, '');
    }
    await writeFile(join(cwd, 'file'), '');
    const run = await runButcher(['account', 'list'], {
      cwd,
      env: { BUTCHER_HOME: join(cwd, 'file', 'home') },
    });
    assert.match(run.stderr, /cannot be used: a part of the path is a file/);
    assert.equal(run.exitCode, 2);
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEvilArchive } from '../../../src/chief/policy/evil-archive.ts';
import { type HostileAct, isOwnLimit, judgeAct } from '../../../src/chief/policy/policy.ts';
import { recordIncident } from '../../../src/chief/policy/record-incident.ts';
import { type FailureCode, failureCatalogue } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { defaultPolicy, policyKeys, violationKinds } from '../../../src/model/policy.ts';
import { loadPackage } from '../../../src/package/load-package.ts';
import { readSettings } from '../../../src/settings/read-settings.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { tarOf } from '../../package/helpers/tar-of.ts';
import { zipOf } from '../../package/helpers/zip-of.ts';

const failed = (code: FailureCode): HostileAct => ({ kind: 'failure', code });
const tried = (violation: (typeof violationKinds)[number]): HostileAct => ({ kind: 'violation', violation });

describe('the policy', () => {
  it('strikes what nobody does by accident, notes what the sandbox refuses, and lets heaviness be', () => {
    const verdicts = Object.fromEntries(
      (Object.keys(failureCatalogue) as FailureCode[])
        .map((code) => [code, judgeAct(defaultPolicy, failed(code))] as const)
        .filter(([, verdict]) => verdict !== null),
    );
    assert.deepEqual(verdicts, { protocol: 'strike', 'process-limit': 'strike' });
    for (const kind of violationKinds) assert.equal(judgeAct(defaultPolicy, tried(kind)), 'note');
    assert.equal(judgeAct(defaultPolicy, { kind: 'evil-archive' }), 'strike');
  });

  it('can be changed act by act, and for its acts only', () => {
    const policyOf = (policy: unknown) => {
      const read = readSettings({ serve: { policy } });
      return 'problem' in read ? read.problem : read.serve.policy;
    };
    const policy = policyOf({ network: 'strike', protocol: 'note' });
    assert(typeof policy !== 'string');
    assert.equal(judgeAct(policy, tried('network')), 'strike');
    assert.equal(judgeAct(policy, failed('protocol')), 'note');
    assert.equal(judgeAct(policy, tried('kernel')), 'note');
    assert.deepEqual(policyOf({}), defaultPolicy);
    for (const key of policyKeys) assert.notEqual(typeof policyOf({ [key]: 'strike' }), 'string');
    const wrong: readonly (readonly [value: unknown, words: RegExp])[] = [
      [null, /"serve\.policy", which takes an object/],
      [[], /"serve\.policy", which takes an object/],
      [{ netwrok: 'strike' }, /did you mean "serve\.policy\.network"\?/],
      [{ 'out-of-memory': 'strike' }, /"serve\.policy\.out-of-memory", which is not a setting/],
      [{ network: 'block' }, /"block" for "serve\.policy\.network", which takes "note" or "strike"/],
      [JSON.parse('{"__proto__": "strike"}'), /"serve\.policy\.__proto__", which is not a setting/],
    ];
    for (const [value, words] of wrong) assert.match(String(policyOf(value)), words);
  });

  it('says nothing about a limit that its own submitter has made tighter', () => {
    const tight = { ...defaultLimits, pids: 63, resultBytes: 5 };
    const isOwn = (code: FailureCode, limit: string | null, limits = tight) =>
      isOwnLimit(code, limit, limits, defaultLimits);
    assert.equal(isOwn('process-limit', 'pids'), true);
    assert.equal(isOwn('process-limit', null), true, 'also where only the code is told');
    assert.equal(isOwn('protocol', 'resultBytes'), true);
    assert.equal(isOwn('process-limit', 'pids', defaultLimits), false);
    for (const limit of [null, 'fragmentBytes', 'toString']) assert.equal(isOwn('protocol', limit), false);
  });

  describe('when something happens', () => {
    let home: ChiefHome;
    let purged: string[];
    let jobs = 0;
    beforeEach(async () => {
      home = await ChiefHome.make();
      purged = [];
    });
    afterEach(() => home.remove());
    const record = (account: string, act: HostileAct) => {
      jobs += 1;
      return recordIncident(
        {
          store: home.store,
          policy: defaultPolicy,
          purge: async ({ digest, account: from }) => {
            purged.push(`${digest} of ${from}`);
            return { last: true, jobs: [] };
          },
        },
        { account, act, seen: 'x'.repeat(10_000), job: `j${jobs}`, package: `sha256:${account}` },
        5,
      );
    };

    it('blocks with the third strike and purges each time', async () => {
      await record('ann', failed('protocol'));
      await record('ann', tried('network'));
      await record('ann', failed('process-limit'));
      assert.equal((await home.store.accounts.find('ann'))?.blocked, null);
      const third = await record('ann', failed('protocol'));
      assert.deepEqual(third, { counted: true, strikes: 3, blocks: true });
      assert.deepEqual(purged, Array(3).fill('sha256:ann of ann'));
      const { items } = await home.store.audit.list('ann', { limit: 3 });
      assert.deepEqual(
        items.map(({ action, actor }) => [action, actor]),
        [
          ['account-blocked', 'chief'],
          ['strike', 'chief'],
          ['strike', 'chief'],
        ],
      );
      assert(
        items.every(({ detail }) => detail.length < 600),
        'what strangers say is cut',
      );
      assert.equal((await home.store.accounts.find('bob'))?.strikes, 0);
    });

    it('counts nothing for honest failures, notes or admins', async () => {
      for (const code of [
        'out-of-memory',
        'fragment-timeout',
        'user-error',
        'crashed',
        'disk-limit',
      ] as const)
        assert.equal(await record('ann', failed(code)), null);
      for (const kind of violationKinds) await record('ann', tried(kind));
      assert.deepEqual(purged, []);
      for (let n = 0; n < 4; n++) await record('root', failed('protocol'));
      for (const name of ['ann', 'root']) {
        const account = await home.store.accounts.find(name);
        assert.deepEqual([account?.strikes, account?.blocked], [0, null]);
      }
    });
  });
});

describe('an evil archive', () => {
  let home: ChiefHome;
  before(async () => {
    home = await ChiefHome.make();
  });
  after(() => home.remove());
  const content = Buffer.from('x = 1\n');
  const fine = { name: 'Split.py', content };
  const archives: readonly (readonly [what: string, evil: boolean, archive: Buffer])[] = [
    ['leads out', true, tarOf([fine, { name: '../../x', content }])],
    ['holds a device', true, tarOf([fine, { name: 'd', type: '3' }])],
    ['holds a setuid program', true, tarOf([fine, { name: 's', content, mode: 0o4755 }])],
    ['has members that share bytes', true, zipOf([fine, { name: 'x', content, offset: 0 }])],
    ['says one size and has another', true, zipOf([{ ...fine, both: { bytes: 3 } }])],
    ['has two names for a member', true, zipOf([{ ...fine, local: { name: Buffer.from('Merge.py') } }])],
    [
      'holds a link, as honest folders do',
      false,
      tarOf([fine, { name: 'l', type: '2', linkName: 'Split.py' }]),
    ],
    ['has absolute names, as some tools write', false, tarOf([fine, { name: '/home/me/x', content }])],
    ['has an odd name', false, tarOf([fine, { name: 'a\u202eb', content }])],
    ['has a name twice', false, tarOf([fine, fine])],
    ['is cut short', false, tarOf([fine]).subarray(0, 700)],
    ['is named like a confession', false, tarOf([{ name: 'x: it is a device.', type: '2' }])],
  ];
  for (const [what, evil, archive] of archives)
    it(`${evil ? 'is' : 'is not'} one that ${what}`, async () => {
      const path = join(home.path, 'upload');
      await writeFile(path, archive);
      const loaded = await loadPackage(path, defaultLimits);
      assert(loaded.kind === 'loaded' && loaded.findings.length > 0);
      assert.equal(isEvilArchive(loaded.findings), evil, JSON.stringify(loaded.findings));
    });
});

import assert from 'node:assert/strict';
import { createHash, createPublicKey } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../src/chief/problem.ts';
import { jobFolder } from '../../src/home/job-folders.ts';
import { openEnvelope } from '../../src/provenance/envelope.ts';
import { keyIdOf } from '../../src/provenance/key-id.ts';
import type { Statement } from '../../src/provenance/statement.ts';
import type { Account } from '../../src/store/accounts.ts';
import { ChiefHome } from '../helpers/chief-home.ts';
import { Hold } from '../helpers/hold.ts';
import { journalled } from '../helpers/journalled.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, granted, ServedChief } from '../helpers/served-chief.ts';

describe('the provenance that a chief signs', () => {
  let served: ServedChief;
  before(async () => {
    served = await ServedChief.start({ programs: { words: sampleProgram('words', 5) } });
  });
  after(() => served.end());

  it('is there of a job that is done, names its results, and opens with the public key', async () => {
    const { chief } = served;
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'words');
    const { state, package: digest } = await served.ended(ann, id);
    assert.equal(state, 'done');
    const { keyid, publicKey } = await chief.publicKey();
    const key = createPublicKey(publicKey);
    assert.equal(keyIdOf(key), keyid);
    const payload = openEnvelope(granted(await chief.provenance(ann, id)), key);
    const { subject, predicate } = JSON.parse(String(payload)) as Statement;
    const tar = await served.tar(ann, id);
    assert.equal(subject[0]?.digest.sha256, createHash('sha256').update(tar).digest('hex'));
    const { buildDefinition, runDetails } = predicate;
    assert.equal(`sha256:${buildDefinition.resolvedDependencies[0]?.digest?.butcherPackage}`, digest);
    assert.equal(runDetails.metadata.invocationId, id);
    assert.equal(runDetails.butcher_work.attempts, 5);
    const [machine, ...others] = runDetails.butcher_work.machines as readonly object[];
    assert.deepEqual([Object.keys(machine!), others], [['system', 'attempts'], []]);
    assert.ok(!String(payload).includes('ann'), 'no account is named');
    assert.equal(codeOf(await chief.provenance(await served.account('bob'), id)), 'not-found');
  });

  it('is missing, and says so, where it is gone', async () => {
    const { chief } = served;
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'words');
    assert.equal(codeOf(await chief.provenance(ann, id)), 'wrong-state');
    await served.ended(ann, id);
    await rm(join(served.home.path, 'jobs', id, 'provenance.json'));
    assert.equal(codeOf(await chief.provenance(ann, id)), 'not-found');
  });

  it('names the digests of fragments where they were asked for, which count in the account’s space', async () => {
    const { chief } = served;
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'words', { fragmentDigests: true });
    const job = await served.ended(ann, id);
    assert.equal(job.options.fragmentDigests, true);
    const file = granted(await chief.fragmentDigests(ann, id));
    const text = await readFile(file.path);
    assert.equal(file.bytes, text.length);
    assert.equal(file.digest, `sha256:${sha256(text)}`);
    assert.deepEqual(linesOf(text), expected('words', 5));
    assert.equal(await sideFileOf(served, ann, id), sha256(text));
    const row = await served.home.store.jobs.find(id, null);
    const folder = jobFolder(served.home.path, id);
    const blocks = async (name: string) => (await stat(join(folder, name))).blocks * 512;
    const others = (await blocks('results.tar')) + (await blocks('provenance.json'));
    assert.ok(row!.bytes >= others + (await blocks('fragment-digests.jsonl')));
    assert.equal(codeOf(await chief.fragmentDigests(await served.account('bob'), id)), 'not-found');
    granted(await chief.deleteJob(ann, id));
    await assert.rejects(stat(folder));
  });

  it('says what cannot be had, where nobody asked before the job ran or nothing is kept', async () => {
    const { chief } = served;
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'words');
    await served.ended(ann, id);
    const refused = await chief.fragmentDigests(ann, id);
    assert.equal(codeOf(refused), 'not-found');
    assert.match((refused as Problem).message, /^Nobody asked for the digests of this job’s fragments/);
    const digest = await served.upload(ann);
    const options = { fragmentDigests: true, resume: false };
    const submitted = await chief.submit(ann, { package: digest, name: 'words', options });
    assert.match((submitted as Problem).message, /^fragmentDigests needs the results of fragments, which/);
  });

  it('is without the digests of fragments where they have no room; the results count', async () => {
    const home = await ChiefHome.make();
    const few = await ServedChief.start({
      home,
      programs: { words: sampleProgram('words', 1000) },
      settings: { quotaBytes: 64 * 1024 },
    });
    try {
      const ann = await few.account('ann');
      const { id } = await few.submit(ann, 'words', { fragmentDigests: true });
      const { state, warnings } = await few.ended(ann, id);
      assert.equal(state, 'done');
      assert.match(warnings.join(), /the digests of fragments were not kept: .* left of its account's quota/);
      assert.equal(await sideFileOf(few, ann, id), undefined);
      assert.equal(codeOf(await few.chief.fragmentDigests(ann, id)), 'not-found');
    } finally {
      await few.end();
      await home.remove();
    }
  });

  it('covers every fragment of a job whose chief died, those that were merged before among them', async () => {
    const home = await ChiefHome.make();
    const hold = new Hold();
    const sample = sampleProgram('words', 6);
    const held = (fragment: Buffer) =>
      /[456]$/.test(fragment.toString()) ? hold.process(fragment) : sample.process!(fragment, () => {});
    const dead = await ServedChief.start({ home, programs: { words: { ...sample, process: held } } });
    const ann = await dead.account('ann');
    const { id } = await dead.submit(ann, 'words', { workers: 2, fragmentDigests: true });
    await hold.begun(1);
    await journalled(jobFolder(home.path, id), 3);
    const next = await ServedChief.start({ home, programs: { words: sample } });
    try {
      const { state, failure } = await next.ended(ann, id);
      assert.equal(state, 'done', JSON.stringify(failure));
      const text = await readFile(granted(await next.chief.fragmentDigests(ann, id)).path);
      assert.deepEqual(linesOf(text), expected('words', 6));
      assert.equal(await sideFileOf(next, ann, id), sha256(text));
    } finally {
      hold.release();
      await dead.end();
      await next.end();
      await home.remove();
    }
  });
});

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const linesOf = (text: Buffer) =>
  String(text)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What the sample program's results are. */
function expected(text: string, fragments: number) {
  return Array.from({ length: fragments }, (_, index) => {
    const result = [...`${text} ${index + 1}`].reverse().join('');
    return { fragment: index + 1, sha256: sha256(result), bytes: result.length };
  });
}

/** SHA-256 of the file that the statement names. */
async function sideFileOf({ chief }: ServedChief, account: Account, id: string): Promise<string | undefined> {
  const key = createPublicKey((await chief.publicKey()).publicKey);
  const payload = openEnvelope(granted(await chief.provenance(account, id)), key);
  const { predicate } = JSON.parse(String(payload)) as Statement;
  return predicate.runDetails.byproducts[0]?.digest?.sha256;
}

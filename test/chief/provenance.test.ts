import assert from 'node:assert/strict';
import { createHash, createPublicKey } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openEnvelope } from '../../src/provenance/envelope.ts';
import { keyIdOf } from '../../src/provenance/key-id.ts';
import type { Statement } from '../../src/provenance/statement.ts';
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
});

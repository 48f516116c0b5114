import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildType, predicateType, statementType } from '../../../src/provenance/statement.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { json, packageDigest, problem, StubChief, servedJob, whole } from './stub-chief.ts';

const hexOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const tagged = (bytes: Buffer) => whole(bytes, `"sha256:${hexOf(bytes)}"`);

/** What a chief would sign; whoever has signed it is `butcher verify`'s to look at. */
function envelopeNaming(hex: string) {
  const statement = {
    _type: statementType,
    predicateType,
    subject: [{ name: 'words.tar', digest: { sha256: 'ab' } }],
    predicate: {
      buildDefinition: { buildType, resolvedDependencies: [] },
      runDetails: {
        metadata: { invocationId: servedJob.id },
        byproducts: [{ name: 'fragment-digests.jsonl', digest: { sha256: hex } }],
      },
    },
  };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return { payloadType: 'application/vnd.in-toto+json', payload, signatures: [{ sig: 'AA==' }] };
}

describe('digests of fragments from a chief', () => {
  const { id } = servedJob;
  const digests = Buffer.from('{"fragment":1}\n');
  const path = `GET /jobs/${id}/provenance/fragments`;
  let cwd: string;
  let chief: StubChief;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-remote-'));
    chief = await StubChief.start();
    chief.answers = {
      [`GET /jobs/${id}`]: json({ job: servedJob }),
      [`GET /jobs/${id}/results`]: tagged(Buffer.from('no tar')),
      [`GET /jobs/${id}/provenance`]: json(envelopeNaming(hexOf(digests))),
      [path]: tagged(digests),
    };
  });
  afterEach(async () => {
    await chief.stop();
    await rm(cwd, { recursive: true, force: true });
  });
  const butcher = (args: string) =>
    runButcher(args.split(' '), {
      cwd,
      env: { HOME: cwd, BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: chief.address },
    });
  const fetch = (options: string) => butcher(`results ${id} ${options}`);

  it('are written where the statement names them', async () => {
    const run = await fetch('--provenance p --fragment-digests d');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(await readFile(join(cwd, 'd')), digests);
    assert.deepEqual((await readdir(cwd)).toSorted(), ['d', 'p', 'words.tar']);
  });

  it('leave nothing where they are others, or there are none', async () => {
    chief.answers[path] = tagged(Buffer.from('{"fragment":2}\n'));
    const lied = await fetch('--provenance p --fragment-digests d');
    assert.equal(lied.exitCode, 1);
    assert.match(lied.stderr, /digests of fragments from .* are not those that its statement names/);
    chief.answers[path] = problem(404, 'not-found', 'Nobody asked for the digests.');
    const none = await fetch('--provenance p --fragment-digests d');
    assert.match(none.stderr, /Nobody asked for the digests\./);
    assert.deepEqual(await readdir(cwd), []);
  });

  it('are wrong usage without the statement, or in its place', async () => {
    for (const wrong of ['--fragment-digests d', '--provenance p --fragment-digests p'])
      assert.equal((await fetch(wrong)).exitCode, 2, wrong);
    for (const wrong of [
      ['submit words --fragment-digests --no-resume', /which --no-resume does not keep/],
      [`resume ${id} --chief --fragment-digests d`, /a job of a chief keeps: give it to submit/],
      [`resume ${id} --chief --provenance p`, /fetch that with `butcher results JOB --provenance FILE`/],
    ] as const) {
      const { exitCode, stderr } = await butcher(wrong[0]);
      assert.equal(exitCode, 2);
      assert.match(stderr, wrong[1]);
    }
  });

  it('are asked for with a job', async () => {
    const manifest = { limits: {} };
    const kept = { digest: packageDigest, name: 'words', owner: 'ann', files: 3, bytes: 100, manifest };
    const item = { ...kept, addedAtMs: 1_700_000_000_000 };
    chief.answers['GET /packages'] = json({ items: [item], next: null });
    chief.answers[`GET /packages/${packageDigest}`] = json({ package: item });
    const sent: { readonly options: unknown }[] = [];
    chief.answers['POST /jobs'] = async (request, response) => {
      sent.push(JSON.parse(await text(request)) as { options: unknown });
      json({ job: { ...servedJob, state: 'queued', hasResults: false } }, 202)(request, response);
    };
    const run = await butcher('submit words --fragment-digests');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(sent[0]?.options, { fragmentDigests: true });
  });
});

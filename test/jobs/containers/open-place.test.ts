import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlace } from '../../../src/jobs/containers/open-place.ts';
import { jobLayout } from '../../../src/jobs/disk/job-layout.ts';
import type { ImageRequest, JobPlace, Runtime } from '../../../src/runtime/runtime.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { runFakeJob } from '../../helpers/run-fake-job.ts';
import { sourceOf } from '../../hostile/hostile-case.ts';

describe('the data that a job is opened with', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-links-'));
    await mkdir(join(folder, 'data'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function warnings(links: Readonly<Record<string, string>>): Promise<readonly string[]> {
    for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, 'data', name));
    const dataset = { path: join(folder, 'data'), name: 'data' };
    const { report, events } = await runFakeJob({ program: { split: () => [Buffer.from('x')] }, dataset });
    const told = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    assert.deepEqual(told, report.job.warnings);
    return told.filter((message) => /link/.test(message));
  }

  it('is warned of once where a link leads out of it, with a name that does nothing to a terminal', async () => {
    const [warning, ...others] = await warnings({ 'a\u001b[2Jb': '/etc/hosts' });
    assert.deepEqual(others, []);
    assert.match(warning!, /^the link a\S+b leads out of the data folder, and to nothing in the sandbox/);
    assert.doesNotMatch(warning!, /\p{Cc}/u);
  });

  it('is told of many such links in one sentence', async () => {
    const [warning, ...others] = await warnings({ one: '../x', two: '../../y', inside: 'one' });
    assert.deepEqual(others, []);
    assert.match(warning!, /^2 links, one of them one, lead out of the data folder/);
  });

  it('may have links to what is in it', async () => {
    assert.deepEqual(await warnings({ here: '.', nothing: 'gone' }), []);
  });
});

describe('openPlace', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-place-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function shown(files: Readonly<Record<string, string>>) {
    const asked: ImageRequest[] = [];
    const runtime = {
      describe: async () => ({ name: 'none', warnings: [] }),
      prepareImage: async (request: ImageRequest) => {
        asked.push(request);
        return 'image';
      },
      openJob: async () => ({}) as JobPlace,
    } as unknown as Runtime;
    const request = {
      ...{ id: 'j', name: 'j', folder, dataset: null, options: plainOptions, source: sourceOf('j', files) },
    };
    await openPlace(request, { runtime, onProgress: () => {}, signal: new AbortController().signal });
    const there = await readdir(jobLayout(folder).package, { recursive: true });
    return { there: there.sort(), wheels: asked[0]?.libraries?.wheels.map(({ path }) => path) };
  }

  it('shows sandboxes no wheels that are installed, and all others', async () => {
    const files = { 'Split.py': '', 'wheels/a-1-py3-none-any.whl': 'w', 'wheels/note.txt': 'n' };
    assert.deepEqual(await shown({ ...files, 'requirements.txt': 'a\n' }), {
      there: ['Split.py', 'requirements.txt', 'wheels', 'wheels/note.txt'],
      wheels: ['wheels/a-1-py3-none-any.whl'],
    });
    assert.deepEqual((await shown(files)).there.includes('wheels/a-1-py3-none-any.whl'), true);
  });
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFakeJob } from '../../helpers/run-fake-job.ts';

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

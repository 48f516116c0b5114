import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobIdentity } from '../../../src/jobs/disk/job-identity.ts';
import type { JobRequest } from '../../../src/model/job-request.ts';
import { plainOptions } from '../../helpers/job-options.ts';

describe('jobIdentity', () => {
  let folder: string;
  const at = (byte: number) => Buffer.concat([Buffer.from(`${folder}/data/f`), Buffer.from([byte])]);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-identity-'));
    await mkdir(join(folder, 'data'));
    await writeFile(at(0xfe), 'x');
    await utimes(at(0xfe), 1, 1);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('tells names in the dataset apart that differ only in bytes that are not UTF-8', async () => {
    const request = {
      source: { digest: 'sha256:0' },
      name: 'job',
      dataset: { path: join(folder, 'data'), name: 'data' },
      options: plainOptions,
    } as unknown as JobRequest;
    const { dataset } = await jobIdentity(request, 'image', null);
    assert.equal((await jobIdentity(request, 'image', null)).dataset, dataset);
    await rename(at(0xfe), at(0xff));
    assert.notEqual((await jobIdentity(request, 'image', null)).dataset, dataset);
  });
});

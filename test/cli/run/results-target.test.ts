import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkOutputFile } from '../../../src/cli/run/output-file.ts';
import { checkResultsTarget } from '../../../src/cli/run/results-target.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';

// Only root may mount.
if (process.getuid?.() === 0)
  describe('the place of results', () => {
    let folder: string;
    const mounted: string[] = [];
    const at = (name: string) => join(folder, name);
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'butcher-target-'));
    });
    afterEach(async () => {
      for (const place of mounted.splice(0)) await execa('umount', ['--lazy', place]);
      await rm(folder, { recursive: true, force: true });
    });
    const mount = async (place: string, ...args: string[]) => {
      await execa('mount', [...args, place]);
      mounted.push(place);
    };
    const refused = async (promise: Promise<void>, why: RegExp) => {
      await assert.rejects(promise, (error: Error) => error instanceof UsageError && why.test(error.message));
    };

    it('is no mount point, of another disk or of the same one, also by a link', async () => {
      for (const name of ['disk', 'source', 'bound it']) await mkdir(at(name));
      await mount(at('disk'), '-t', 'tmpfs', 'tmpfs');
      await mount(at('bound it'), '--bind', at('source'));
      await symlink('disk', at('link'));
      for (const name of ['disk', 'bound it', 'link']) {
        const target = { path: at(name), form: 'folder' } as const;
        await refused(
          checkResultsTarget(target),
          /is a mount point.* Name a folder inside it, such as --out .*\/results\.$/,
        );
        await checkResultsTarget({ path: at(`${name}/results`), form: 'folder' });
      }
      await checkResultsTarget({ path: at('source'), form: 'folder' });
    });

    it('is no file that is mounted, and neither is that of a report', async () => {
      for (const name of ['source', 'bound']) await writeFile(at(name), '');
      await mount(at('bound'), '--bind', at('source'));
      await refused(
        checkResultsTarget({ path: at('bound'), form: 'tar' }),
        /is a mount point.*another place/,
      );
      await refused(checkOutputFile(at('bound'), '--report'), /is a mount point.*another file with --report/);
      await checkOutputFile(at('source'), '--report');
    });
  });

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Line } from '../../helpers/line.ts';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { plotting } from './packages.ts';
import type { Shared } from './shared.ts';

const MiB = 1024 * 1024;
const intoJob = /#\/jobs\/[a-z0-9]{12}$/;

/** Data that are sent over a line that breaks or hangs, and gone on with. */
export function uploading(shared: Shared): void {
  describe('data that are dropped', () => {
    let folder: string;
    let line: Line;
    let api: Api;
    let tab: BrowserPage;
    let path: string;
    before(async () => {
      const { chief, browser, root } = shared();
      folder = await mkdtemp(join(tmpdir(), 'butcher-dropped-'));
      path = join(folder, 'large ü.bin');
      await writeFile(path, Buffer.alloc(12 * MiB, 'data of some size\n'));
      line = await Line.to(() => chief.address);
      const { token } = await root.token('dropper');
      api = new Api(chief, token);
      const digest = await api.upload('plotting', plotting);
      tab = await BrowserPage.open(browser, line, { token, path: `/#/jobs/new?package=${digest}` });
    });
    after(async () => {
      await tab?.close();
      line?.close();
      await rm(folder, { recursive: true, force: true });
    });
    const choose = () => tab.page.getByLabel('Data: choose files').setInputFiles(path);
    /** Resolves when a part of what is not complete has come. */
    const arrived = async () => {
      for (;;) {
        const { items } = await api.ask('GET', '/uploads');
        const uploads = items as readonly { readonly offset: number; readonly complete: boolean }[];
        if (uploads.some(({ offset, complete }) => !complete && offset > MiB)) return;
        await tab.page.waitForTimeout(20);
      }
    };

    it('go on by themselves where the line breaks, and tell so meanwhile', async () => {
      line.hold(4 * MiB);
      await choose();
      await tab.sees('sent when the job is run.');
      await tab.button('Run').click();
      await tab.page.getByRole('progressbar', { name: 'Data sent' }).waitFor();
      await arrived();
      await tab.assertAccessible('data that are sent');
      line.cuts = [0, 0];
      line.mend();
      await tab.sees(/The chief does not answer\. .* have arrived; it goes on from there by itself\./);
      await tab.page.waitForURL(intoJob);
      const { items } = await api.ask('GET', '/uploads');
      assert.equal((items as readonly unknown[]).length, 1, 'of one upload, gone on with');
    });

    it('stop at a word, and go on after a reload when the same file is dropped again', async () => {
      const { page } = tab;
      await writeFile(path, Buffer.alloc(12 * MiB, 'other data\n'));
      const { package: digest } = (await api.ask('GET', `/jobs/${page.url().slice(-12)}`)).job as never;
      await tab.go(`#/jobs/new?package=${digest}`);
      line.hold(4 * MiB);
      await choose();
      await tab.button('Run').click();
      await arrived();
      await tab.button('Stop sending').click();
      await tab.sees('Stopped. What has arrived stays for a time');
      line.mend();
      await page.reload();
      await tab.sees(
        /large ü\.bin: \d+(\.\d)? MiB of 12 MiB have come\. Drop the same file again to go on from there, until/,
      );
      await api.ask('POST', '/uploads', { kind: 'dataset', name: 'never sent', bytes: 5 });
      await choose();
      await tab.sees(/MiB have come before; the rest is sent when the job is run\./);
      assert.equal(await tab.button(/Give up/).count(), 0, 'what is empty is not told of');
      await tab.button('Run').click();
      await page.waitForURL(intoJob);
    });

    it('are given up at a word', async () => {
      const begun = { kind: 'dataset', name: '<b>\u202egiven up', bytes: 9, fingerprint: 'x' };
      const { upload } = await api.ask('POST', '/uploads', begun);
      const { id } = upload as { readonly id: string };
      await fetch(`${line.address}/api/v1/uploads/${id}`, {
        method: 'PATCH',
        headers: {
          ...api.authorization,
          ...{ 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-complete': '?0' },
        },
        body: 'hello',
      });
      const { items: packages } = await api.ask('GET', '/packages');
      const [{ digest }] = packages as [{ digest: string }];
      await tab.go(`#/jobs/new?package=${digest}`);
      await tab.page.reload();
      await tab.sees('5 bytes of 9 bytes have come.');
      await tab.button('Give up <b>\\u202egiven up').click();
      await tab.page.getByText('5 bytes of 9 bytes have come.').waitFor({ state: 'hidden' });
      const { items } = await api.ask('GET', '/uploads');
      assert(!(items as readonly { readonly id: string }[]).some((left) => left.id === id));
    });

    it('are refused with the reason where the account has no room for them', async () => {
      const { root } = shared();
      await root.ask('PATCH', '/accounts/dropper', { settings: { quotaBytes: 1000 } });
      await writeFile(path, Buffer.alloc(2 * MiB, 'more'));
      await choose();
      await tab.button('Run').click();
      await tab.sees('The account would have more stored than it may.');
      assert(await tab.page.getByRole('link', { name: 'Jobs' }).first().isVisible());
    });
  });
}

import assert from 'node:assert/strict';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { failing } from './packages.ts';
import type { Shared } from './shared.ts';

const mended = failing['Processor.py']!.replace('value - 7)', 'value - 7.5)');

/** A job that failed: seen why, mended in the page, and gone on with. */
export function mending(shared: Shared): void {
  describe('for whoever has made a mistake', () => {
    let tab: BrowserPage;
    let job: string;
    let api: Api;
    before(async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('mender');
      api = new Api(chief, token);
      job = await api.submit(await api.upload('ratios', failing), {
        name: 'ratios',
        options: { workers: 1 },
      });
      assert.equal(await api.ended(job), 'failed');
      tab = await BrowserPage.open(browser, chief, { token, path: `/#/jobs/${job}` });
    });
    after(() => tab?.close());

    it('why it failed is shown in their own line, with the fragment and what it printed', async () => {
      const { page } = tab;
      await page
        .getByRole('navigation', { name: 'Parts' })
        .getByRole('link', { name: 'Why it failed' })
        .click();
      await page.getByRole('region', { name: 'Processor.py, line 2' }).waitFor();
      assert.equal((await page.locator('.marked').first().innerText()).trim(), 'return 1 / (value - 7)');
      await page.getByText('Its 2 bytes').click();
      await page
        .locator('pre')
        .filter({ hasText: /^7\s*$/ })
        .waitFor();
      await page.getByText('What it printed').click();
      await tab.sees('[worker 1, fragment 8] at 7');
    });

    it('it goes on with mended code, and keeps what was processed', async () => {
      const { page } = tab;
      await tab.button('Mend the package …').click();
      await tab.button('Processor.py').click();
      await page.getByRole('textbox', { name: 'Processor.py' }).click();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(mended);
      await tab.sees('Accepted: no findings.');
      await page.getByLabel('Keep what was processed although the processor has changed').check();
      await tab.button('Upload and go on').click();
      await page.waitForURL(new RegExp(`#/jobs/${job}$`));
      await page.locator('.heading .state').getByText('done').waitFor();
      await tab.sees('merged 12 of 12 fragments');
      const logs = await (await fetchLogs(shared().chief.address, job, shared().chief.token)).text();
      assert.equal(logs.match(/"at 3(\\n)?"/g)?.length, 1, 'what was processed is not processed again');
    });
  });
}

function fetchLogs(address: string, job: string, token: string): Promise<Response> {
  return fetch(`${address}/api/v1/jobs/${job}/logs`, { headers: { authorization: `Bearer ${token}` } });
}

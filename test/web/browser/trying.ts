import assert from 'node:assert/strict';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { failingEarly, plotting } from './packages.ts';
import type { Shared } from './shared.ts';

/** The first fragments of a package, tested before all of it is run. */
export function trying(shared: Shared): void {
  describe('for whoever wants to see how it goes', () => {
    let tab: BrowserPage;
    let api: Api;
    let plots: string;
    before(async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('trier');
      api = new Api(chief, token);
      plots = await api.submit(await api.upload('plots', plotting));
      const digest = await api.upload('early', failingEarly);
      tab = await BrowserPage.open(browser, chief, { token, path: `/#/jobs/new?package=${digest}` });
    });
    after(() => tab?.close());

    it('each of the first three is shown with its result, or with why there is none at the line', async () => {
      const { page } = tab;
      await tab.button('Test the first 3 fragments').click();
      const test = page.getByRole('region', { name: 'Test of the first fragments' });
      const first = test.getByRole('region', { name: 'Fragment 1' });
      await first.getByText(/^processed in /).waitFor();
      assert.deepEqual(
        (await first.locator('pre').allInnerTexts()).map((text) => text.trim()),
        ['0', '0!'],
      );
      const second = test.getByRole('region', { name: 'Fragment 2' });
      await second.getByRole('region', { name: 'Processor.py, line 9' }).waitFor();
      assert.equal((await second.locator('.marked').innerText()).trim(), 'raise ValueError("no one")');
      await test.getByRole('region', { name: 'Fragment 3' }).waitFor();
      await test.getByText('There is more; how much, these fragments do not tell.').waitFor();
      await test.getByText('all.txt').waitFor();
      assert.equal(await test.getByRole('region', { name: 'Fragment 4' }).count(), 0);
    });

    it('what it printed is told apart by stream, and by fragment', async () => {
      const { page } = tab;
      await page.getByRole('link', { name: 'its job' }).click();
      await page.getByRole('link', { name: 'Logs' }).click();
      const lines = page.getByRole('log').locator('.log-line');
      await lines.filter({ hasText: 'is 2' }).waitFor();
      await page.getByLabel('Stream').selectOption('stderr');
      await lines.filter({ hasText: 'is' }).first().waitFor({ state: 'detached' });
      const shown = lines.filter({ hasText: 'stderr' });
      await shown.first().waitFor();
      assert.deepEqual(await shown.locator('.log-text').allInnerTexts(), ['even', 'odd', 'even']);
      await page.getByLabel('Until').fill('2020-01-01T00:00:00');
      await tab.sees('No line is like that.');
    });

    it('a large folder of results is shown piece by piece', async () => {
      const { page } = tab;
      assert.equal(await api.ended(plots), 'done');
      await tab.go(`#/jobs/${plots}/results`);
      await page.getByText('points/').click();
      await page.getByRole('button', { name: '499.txt' }).waitFor();
      assert.equal(await page.getByRole('button', { name: '500.txt' }).count(), 0);
      await tab.button('More of this folder …').click();
      await page.getByRole('button', { name: '500.txt' }).waitFor();
      assert.equal(await tab.button('More of this folder …').count(), 0);
    });

    it('what else may act for the account is listed, and revoked', async () => {
      const { page } = tab;
      const { id } = await shared().root.token('trier');
      await tab.go('#/me');
      const row = page.getByRole('row', { name: new RegExp(id) });
      await row.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await row.getByText(/^revoked/).waitFor();
      await page.getByRole('row', { name: /this one/ }).waitFor();
    });

    it('it is a job of the account, which has no results and is marked as a test', async () => {
      const { page } = tab;
      await tab.go('#/jobs');
      await page.getByRole('link', { name: 'early' }).click();
      const parts = page.getByRole('navigation', { name: 'Parts' });
      await parts.getByRole('link', { name: 'First fragments' }).waitFor();
      assert.equal(await parts.getByRole('link', { name: 'Results' }).count(), 0);
      await page.getByRole('link', { name: 'Jobs', exact: true }).click();
      const row = page.getByRole('row', { name: /early/ });
      await row.getByText('test', { exact: true }).waitFor();
    });
  });
}

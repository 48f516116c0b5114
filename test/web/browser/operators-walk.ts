import assert from 'node:assert/strict';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { endless } from './packages.ts';
import type { Shared } from './shared.ts';

/** A greedy account seen, stopped, blocked and found in the audit trail. */
export function operatorsWalk(shared: Shared): void {
  describe('for an operator', () => {
    let tab: BrowserPage;
    let greedy: BrowserPage;
    before(async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('greedy');
      const api = new Api(chief, token);
      const digest = await api.upload('sweep', endless);
      for (let number = 1; number <= 8; number += 1) await api.submit(digest, { name: `sweep-${number}` });
      tab = await BrowserPage.open(browser, chief, { token: chief.token, path: '/#/machine' });
      greedy = await BrowserPage.open(browser, chief, { token, path: '/#/jobs' });
      await greedy.sees('sweep-8');
    });
    after(async () => {
      await greedy?.close();
      await tab?.close();
    });

    it('who holds the machine is seen', async () => {
      const { page } = tab;
      const waiting = page.getByRole('region', { name: 'What waits' }).getByRole('row', { name: /greedy/ });
      await waiting.first().waitFor();
      assert((await waiting.count()) >= 4);
      assert.match(await waiting.first().innerText(), /sweep-\d/);
    });

    it('what the account runs is stopped', async () => {
      const { page } = tab;
      await page.getByRole('link', { name: 'Accounts' }).click();
      await page.getByRole('link', { name: 'greedy' }).click();
      const stop = tab.button(/^Stop what runs and waits \([1-9]/);
      await stop.click();
      await page.getByRole('dialog').getByRole('button', { name: /^Stop/ }).click();
      // Eight jobs are cancelled, with all that each has running.
      await tab.button('Stop what runs and waits (0)').waitFor({ timeout: 60_000 });
      await greedy.page.getByRole('button', { name: /cancelled 8/ }).waitFor();
    });

    it('it is blocked, which its page says', async () => {
      const { page } = tab;
      await page.getByLabel('Why it is blocked').fill('took all of the machine');
      await tab.button('Block').click();
      await tab.sees(/Blocked since .*: took all of the machine/);
      // Nobody reloads it: the chief ends its stream of events, and says why when it asks for another.
      await greedy.sees('The account greedy is blocked: took all of the machine');
      await greedy.page.getByLabel('Token').waitFor();
    });

    it('the audit trail has who did what, and when', async () => {
      const { page } = tab;
      const trail = page.getByRole('region', { name: 'Audit trail, as a table' });
      const row = trail.getByRole('row', { name: /block.*took all of the machine/ });
      await row.waitFor();
      assert.match(await row.innerText(), /admin/);
    });

    it('it is let in again', async () => {
      const { page } = tab;
      await tab.button('Unblock').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Unblock' }).click();
      await page.getByLabel('Why it is blocked').waitFor();
    });
  });
}

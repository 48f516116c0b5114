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
    let token: string;
    let sweep: string;
    before(async () => {
      const { chief, browser, root } = shared();
      ({ token } = await root.token('greedy'));
      const api = new Api(chief, token);
      sweep = await api.upload('sweep', endless);
      for (let number = 1; number <= 8; number += 1) await api.submit(sweep, { name: `sweep-${number}` });
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

    it('a limit of its jobs is decided, and taken back', async () => {
      const { page } = tab;
      const decided = page.getByRole('region', { name: 'Decided for it' });
      await decided.getByText('Limits of its jobs').click();
      const named = page.getByText('memory', { exact: true });
      const memory = decided.locator('label').filter({ has: named }).getByRole('textbox');
      await memory.fill('256MiB');
      await tab.button('Decide').click();
      await decided.getByText('Limits of its jobs, 1 of them decided').waitFor();
      assert.equal(await memory.inputValue(), String(256 * 1024 ** 2));
      await memory.fill('1 parsec');
      await tab.button('Decide').click();
      await decided
        .getByRole('alert')
        .getByText(/memory/)
        .waitFor();
      await memory.fill('');
      await tab.button('Decide').click();
      await decided.getByText(/1 of them decided/).waitFor({ state: 'detached' });
    });

    it('the trail is filtered by what was done', async () => {
      const { page } = tab;
      const trail = page.getByRole('region', { name: 'Audit trail', exact: true });
      await trail.getByLabel(/^What/).selectOption('account-unblocked');
      const rows = trail.getByRole('row').filter({ hasText: 'greedy' });
      await trail.getByRole('row', { name: /account-blocked/ }).waitFor({ state: 'detached' });
      await rows.first().waitFor();
      assert.equal(await rows.count(), 1);
      await trail.getByLabel('Who').fill('nobody');
      await trail.getByText('Nothing like that was done.').waitFor();
    });

    it('the chief is drained, which authors are told with the reason, and takes jobs again', async () => {
      const { page } = tab;
      const { chief, browser } = shared();
      await page.getByRole('link', { name: 'Machine' }).click();
      await page.getByRole('region', { name: 'Machines', exact: true }).getByText('ready').waitFor();
      await page.getByLabel('Why the chief takes nothing new').fill('upgrade at noon');
      await tab.button('Drain').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click();
      await tab.sees(/Drained since .*: upgrade at noon\. Nothing runs any more\./);
      const author = await BrowserPage.open(browser, chief, { token, path: '/#/jobs/new' });
      await author.sees('The chief takes nothing new now: upgrade at noon.');
      await assert.rejects(new Api(chief, token).submit(sweep), /upgrade at noon/);
      await author.close();
      await tab.button('Take jobs again').click();
      await page.getByLabel('Why the chief takes nothing new').waitFor();
    });

    it('what an account keeps says what uses it, and until when it stays', async () => {
      const { page } = tab;
      await page.getByRole('link', { name: 'Packages and data' }).click();
      const row = page
        .getByRole('region', { name: 'Packages, as a table' })
        .getByRole('row', { name: /sweep/ });
      await row.getByRole('link', { name: '8 jobs' }).click();
      await tab.sees('of one package');
      // However the list is filtered, it is counted how many there are.
      await page.getByRole('button', { name: /cancelled \d/ }).waitFor();
      assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
      await tab.sees('sweep-8');
    });
  });
}

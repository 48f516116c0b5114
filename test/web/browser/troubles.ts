import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { ServingChief } from '../../helpers/serving-chief.ts';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { slow } from './packages.ts';
import type { Shared } from './shared.ts';

const run = promisify(execFile);
const [program, ...words] = butcherCommand;

/** Tokens that are none, and a chief that goes away. */
export function troubles(shared: Shared): void {
  describe('when something is in the way', () => {
    it('the link of `butcher open` signs in, once, and leaves no code in the address', async () => {
      const { chief, browser } = shared();
      const env = { ...process.env, BUTCHER_HOME: chief.home };
      const { stdout } = await run(program, [...words, 'open', '--print'], { env });
      const path = stdout.trim().slice(chief.address.length);
      assert.match(path, /^\/#code=/);
      const tab = await BrowserPage.open(browser, chief, { path });
      await tab.page.getByRole('heading', { name: 'Jobs' }).waitFor();
      assert.doesNotMatch(tab.page.url(), /code/);
      await tab.close();
      const late = await BrowserPage.open(browser, chief, { path });
      await late.sees('The code is none, was used before, or is older than a minute.');
      await late.close();
    });

    it('a wrong token is refused where it was typed, and nothing is kept of it', async () => {
      const { chief, browser } = shared();
      const tab = await BrowserPage.open(browser, chief);
      await tab.page.getByLabel('Token').fill('butcher_of-another-chief');
      await tab.button('Sign in').click();
      await tab.sees('The token is not one of this chief.');
      assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
      await tab.close();
    });

    it('a token that is revoked, or has expired, ends the session with the reason', async () => {
      const { chief, browser, root } = shared();
      const { id, token } = await root.token('leaver');
      const tab = await BrowserPage.open(browser, chief, { token, path: '/#/machine' });
      await tab.sees('Nothing waits.');
      await root.ask('DELETE', `/tokens/${id}`);
      await tab.sees('The token has been revoked.');
      assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
      const short = await root.ask('POST', '/tokens', { account: 'leaver', expires: '1s' });
      await tab.page.evaluate((text) => sessionStorage.setItem('butcher.token', text), String(short.token));
      await tab.page.reload();
      await tab.sees('The token has expired.');
      await tab.close();
    });

    it('places that are not there say so', async () => {
      const { chief, browser } = shared();
      const tab = await BrowserPage.open(browser, chief, { token: chief.token, path: '/#/jobs/nothere' });
      await tab.sees('There is no such job.');
      await tab.go('#/nowhere');
      await tab.sees('There is nothing at this address.');
      await tab.close();
    });

    it('a chief that is started again finds the page where it was, and the job going on', async () => {
      const { browser } = shared();
      const home = await mkdtemp(join(tmpdir(), 'butcher-page-'));
      let chief = await ServingChief.start({}, {}, home);
      try {
        const api = new Api(chief, chief.token);
        const job = await api.submit(await api.upload('slow', slow), { name: 'slow' });
        const tab = await BrowserPage.open(browser, chief, { token: chief.token, path: `/#/jobs/${job}` });
        await tab.sees(/^merged [1-9]/);
        const { port } = new URL(chief.address);
        await chief.stop();
        await tab.sees('The chief does not answer.');
        chief = await ServingChief.start({}, {}, home, Number(port));
        await tab.page.getByText('The chief does not answer.').waitFor({ state: 'hidden' });
        await tab.page.locator('.heading .state').getByText('done').waitFor({ timeout: 60_000 });
        await tab.sees('merged 40 of 40 fragments');
        await tab.close();
      } finally {
        await chief.stop();
        await rm(home, { recursive: true, force: true });
      }
    });
  });
}

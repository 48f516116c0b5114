import assert from 'node:assert/strict';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import type { Shared } from './shared.ts';

/** Where an account is told what happens, as its owner sees it. */
export function webhooks(shared: Shared): void {
  describe('for an author with a webhook', () => {
    it('says that there is none, then where it leads, and what came of a test', async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('hooked');
      const tab = await BrowserPage.open(browser, chief, { token, path: '/#/me' });
      try {
        await tab.sees('butcher webhook set URL');
        // Refused at the connection, since nothing private is allowed.
        await new Api(chief, token).ask('PUT', '/me/webhook', { url: 'http://localhost:8080/<b>hook' });
        await tab.page.reload();
        await tab.sees('http://localhost:8080/%3Cb%3Ehook');
        await tab.button('Send a test').click();
        const row = tab.page.getByRole('row', { name: /webhook\.test/ });
        await row.getByText('leads to 127.0.0.1, which is not public').waitFor();
        assert.match(await row.innerText(), /waiting/);
      } finally {
        await tab.close();
      }
    });
  });
}

import assert from 'node:assert/strict';
import { BrowserPage } from './browser-page.ts';
import { endless, failing, failingEarly, plotting } from './packages.ts';
import type { Shared } from './shared.ts';

interface Shown {
  readonly place: string;
  readonly sees: string | RegExp;
}

/** What depends on the theme; whatever else axe asks is answered alike in both. */
const aboutColour = ['color-contrast', 'link-in-text-block'];

/** Every view, held against all rules of axe, and in the dark theme against those about colour. */
export function accessibility(shared: Shared): void {
  describe('for whoever does not see it, or not well', () => {
    let tab: BrowserPage;
    let views: readonly Shown[];
    let runs: string;
    before(async () => {
      const { chief, browser, root } = shared();
      const digest = await root.upload('plots', plotting);
      const plots = await root.submit(digest, { name: 'plots' });
      const broken = await root.submit(await root.upload('broken', failing), { name: 'broken' });
      const early = await root.upload('early', failingEarly);
      const tested = await root.submit(early, { options: { firstFragments: 3, onError: 'skip' } });
      await Promise.all([plots, broken, tested].map((id) => root.ended(id)));
      runs = await root.submit(await root.upload('endless', endless), { name: 'endless' });
      tab = await BrowserPage.open(browser, chief, { token: chief.token });
      views = [
        { place: '#/jobs', sees: 'plots' },
        { place: '#/jobs/new', sees: 'There is no package yet.' },
        { place: `#/jobs/${runs}`, sees: 'Containers' },
        { place: `#/jobs/${broken}`, sees: 'Why it failed' },
        { place: `#/jobs/${broken}/why`, sees: 'What to do:' },
        { place: `#/jobs/${tested}/trial`, sees: 'Files that the merger wrote' },
        { place: `#/jobs/${broken}/logs`, sees: /^at 7/ },
        { place: `#/jobs/${plots}/results`, sees: 'table.csv' },
        { place: '#/stored', sees: 'Packages' },
        { place: `#/stored/${digest}`, sees: 'def splitter' },
        { place: '#/machine', sees: 'Memory' },
        { place: '#/accounts', sees: 'Audit trail' },
        { place: '#/accounts/admin', sees: 'Last used' },
        { place: '#/me', sees: 'This token' },
      ];
    });
    after(async () => {
      await shared().root.ask('POST', `/jobs/${runs}/cancel`, {});
      await tab?.close();
    });

    it('no view breaks a rule, in light or in dark', async () => {
      for (const { place, sees } of views) {
        await tab.page.emulateMedia({ colorScheme: 'light' });
        await tab.go(place);
        await tab.page.getByRole('main').getByText(sees).first().waitFor();
        await tab.assertAccessible(`${place}, light`);
        await tab.page.emulateMedia({ colorScheme: 'dark' });
        await tab.assertAccessible(`${place}, dark`, aboutColour);
      }
    });

    it('neither does the page to sign in', async () => {
      const { chief, browser } = shared();
      const signIn = await BrowserPage.open(browser, chief);
      await signIn.sees('Sign in to see your jobs');
      await signIn.assertAccessible('sign in, light');
      await signIn.page.emulateMedia({ colorScheme: 'dark' });
      await signIn.assertAccessible('sign in, dark', aboutColour);
      await signIn.close();
    });

    it('no view is wider than a small telephone', async () => {
      const { page } = tab;
      await page.setViewportSize({ width: 320, height: 640 });
      // What has taken long has more digits.
      await page.clock.setSystemTime(Date.now() + 47_111_000);
      await page.reload();
      for (const { place, sees } of views) {
        await tab.go(place);
        await page.getByRole('main').getByText(sees).first().waitFor({ state: 'attached' });
        const wide = await page.evaluate(widerThan, 320);
        assert.deepEqual(wide, [], place);
      }
    });
  });
}

/** What makes the page wider than so many pixels; nothing where it is not. */
function widerThan(most: number): readonly string[] {
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= most) return [];
  const out = [...document.querySelectorAll('body *')].filter(
    (element) => element.getBoundingClientRect().right > most && element.closest('.scroll') === null,
  );
  return [`${scrollWidth} pixels`, ...out.map(({ outerHTML }) => outerHTML.slice(0, 200))];
}

import { BrowserPage } from './browser-page.ts';
import { endless, failing, failingEarly, plotting } from './packages.ts';
import type { Shared } from './shared.ts';

interface Shown {
  readonly place: string;
  readonly sees: string | RegExp;
}

/** Every view, held against all rules of axe in both themes. */
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
        { place: `#/jobs/${broken}/logs`, sees: /^at 3/ },
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

    it('no view breaks a rule, in neither theme', async () => {
      const inTheme = async (shown: BrowserPage, colorScheme: 'light' | 'dark') => {
        await shown.page.emulateMedia({ colorScheme });
        for (const { place, sees } of views) {
          await shown.go(place);
          await shown.page.getByRole('main').getByText(sees).first().waitFor();
          await shown.assertAccessible(`${place}, ${colorScheme}`);
        }
      };
      const { chief, browser } = shared();
      const other = await BrowserPage.open(browser, chief, { token: chief.token });
      await Promise.all([inTheme(tab, 'light'), inTheme(other, 'dark')]);
      await other.close();
    });

    it('neither does the page to sign in', async () => {
      const { chief, browser } = shared();
      const signIn = await BrowserPage.open(browser, chief);
      await signIn.sees('Sign in to see your jobs');
      for (const colorScheme of ['light', 'dark'] as const) {
        await signIn.page.emulateMedia({ colorScheme });
        await signIn.assertAccessible(`sign in, ${colorScheme}`);
      }
      await signIn.close();
    });

    it('no view is wider than a small telephone', async () => {
      const { page } = tab;
      await page.setViewportSize({ width: 320, height: 640 });
      for (const { place, sees } of views) {
        await tab.go(place);
        await page.getByRole('main').getByText(sees).first().waitFor({ state: 'attached' });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 320) throw new Error(`${place} is ${width} pixels wide`);
      }
    });
  });
}

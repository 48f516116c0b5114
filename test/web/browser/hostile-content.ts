import assert from 'node:assert/strict';
import { BrowserPage } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { hostile } from './packages.ts';
import type { Shared } from './shared.ts';

const dataName = '<img src=x onerror="window.hacked=1">\u202etxt.exe';

/** What hides, or turns the direction of what follows; and controls but those of lines and tabs. */
const acting = /[^\P{Cc}\t\n]|[\p{Bidi_Control}\u200b\u2060\ufeff]/u;

/** Whatever packages, data and results are called and say, it is text. */
export function hostileContent(shared: Shared): void {
  describe('with hostile names and content', () => {
    let tab: BrowserPage;
    let job: string;
    let tested: string;
    let digest: string;
    before(async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('hostile');
      const api = new Api(chief, token);
      digest = await api.upload('hostile', hostile);
      const dataset = await api.dataset(dataName, 'x');
      const options = { onError: 'skip', retries: 0 };
      job = await api.submit(digest, { name: 'hostile', dataset, options });
      tested = await api.submit(digest, { options: { firstFragments: 3, onError: 'skip' } });
      assert.deepEqual([await api.ended(job), await api.ended(tested)], ['done', 'done']);
      tab = await BrowserPage.open(browser, chief, { token });
    });
    after(() => tab?.close());

    async function assertInert(): Promise<void> {
      const seen = await tab.page.evaluate(() => ({
        hacked: 'hacked' in window,
        scripts: document.querySelectorAll('script').length,
        pictures: [...document.images].map(({ src }) => src).filter((src) => !src.startsWith('blob:')),
        handlers: document.querySelectorAll('[onerror], [onclick], [onload]').length,
        text: document.body.innerText,
        labels: [...document.querySelectorAll('[title], [aria-label]')].map(
          (element) => `${element.getAttribute('title')} ${element.getAttribute('aria-label')}`,
        ),
      }));
      const { hacked, pictures, handlers, scripts } = seen;
      assert.deepEqual(
        { hacked, pictures, handlers, scripts },
        { hacked: false, pictures: [], handlers: 0, scripts: 1 },
      );
      for (const text of [seen.text, ...seen.labels]) assert.doesNotMatch(text, acting);
    }

    it('lists, logs and failures are text', async () => {
      for (const [place, text] of [
        ['#/jobs', 'hostile'],
        ['#/stored', '<img src=x onerror='],
        [`#/stored/${digest}`, '<script>window.hacked=1</script>'],
        [`#/jobs/${job}`, '<img src=x onerror='],
        [`#/jobs/${job}/logs`, '<script>window.hacked=1</script>'],
        [`#/jobs/${job}/why`, '<script>window.hacked=1</script>'],
        [`#/jobs/${tested}/trial`, '<script>window.hacked=1</script>'],
        [`#/jobs/new?package=${digest}`, '<b onclick="hacked=1">bold</b>'],
      ] as const) {
        await tab.go(place);
        await tab.sees(text);
        await assertInert();
      }
    });

    it('results are shown without being run', async () => {
      const { page } = tab;
      await tab.go(`#/jobs/${job}/results`);
      for (const [file, shows] of [
        [/onerror=window\.hacked=1>\.csv/, page.getByRole('cell', { name: '=1+1' })],
        [/page\.html/, page.getByText('<!doctype html>')],
        [/drawn\.svg/, page.getByRole('img', { name: 'drawn.svg' })],
        [/gpj\.svg/, page.getByRole('img', { name: /gpj\.svg/ })],
      ] as const) {
        await tab.button(file).click();
        await shows.waitFor();
        await assertInert();
      }
      const drawn = await page
        .locator('.picture img')
        .evaluate((image: HTMLImageElement) => image.naturalWidth);
      assert.equal(drawn, 40, 'the picture is drawn');
    });
  });
}

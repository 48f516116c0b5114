import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { BrowserPage } from './browser-page.ts';
import type { Shared } from './shared.ts';

const text = 'a b a\nb a c\n';
const counts = 'word,count\r\na,3\r\nb,2\r\nc,1\r\n';

/** From an empty home to results that were downloaded, by the keyboard alone. */
export function authorsWalk(shared: Shared): void {
  describe('for an author with nothing but a keyboard', () => {
    let tab: BrowserPage;
    let job = '';
    before(async () => {
      const { chief, browser, root } = shared();
      tab = await BrowserPage.open(browser, chief);
      await tab.tabTo(tab.page.getByLabel('Token'));
      await tab.page.keyboard.type((await root.token('author')).token);
      await tab.page.keyboard.press('Enter');
      await tab.sees('No jobs yet.');
    });
    after(() => tab?.close());

    it('a package is written, refused at the line, and mended', async () => {
      const { page } = tab;
      await tab.tabTo(page.getByRole('link', { name: 'Make the first one' }));
      await page.keyboard.press('Enter');
      const begin = page.getByLabel('Begin with');
      await tab.tabTo(begin);
      // As in any such list: typing chooses what begins so.
      await page.keyboard.type('lines');
      await tab.sees('Accepted: no findings.');
      await tab.tabTo(page.locator('.editor'));
      await write(tab, 'def splitter(dataset_path):\n    return [b"all at once"]\n');
      await tab.sees('Refused: 1 error.');
      const finding = page.getByRole('list', { name: 'Findings' }).getByRole('listitem');
      assert.match(await finding.innerText(), /^Split\.py:\d+ BUT301 /);
      assert.equal(await page.locator('.cm-lintRange-error').count(), 1, 'it is marked in the text');
      assert(await tab.button('Run').isDisabled());
      // What was written is taken back, deletion first.
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('Control+z');
      await tab.sees('Accepted: no findings.');
    });

    it('a file is added to it, and taken out again', async () => {
      const { page } = tab;
      const files = page.getByRole('list', { name: 'Files of the package' });
      await tab.tabTo(page.getByLabel('Another file'));
      await page.keyboard.type('helpers.py');
      await page.keyboard.press('Enter');
      await files.getByRole('button', { name: 'helpers.py' }).waitFor();
      await page.getByRole('textbox', { name: 'helpers.py' }).waitFor();
      await tab.tabTo(tab.button('Remove helpers.py'));
      await page.keyboard.press('Enter');
      await files.getByRole('button', { name: 'helpers.py' }).waitFor({ state: 'detached' });
    });

    it('data are dropped, and the job is run and watched', async () => {
      const { page } = tab;
      const choose = page.getByLabel('Data: choose files');
      // The browser is asked to tell of it in good time, or else shows its own dialog.
      const chosen = page.waitForEvent('filechooser');
      await tab.tabTo(choose);
      await page.keyboard.press('Enter');
      const chooser = await chosen;
      await chooser.setFiles({ name: 'words ü.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
      await tab.sees('words ü.txt');
      await tab.tabTo(tab.button('Test the first 3 fragments'));
      await page.keyboard.press('Enter');
      await tab.sees('That is all: the splitter ended after 1 fragment');
      await tab.tabTo(tab.button('Run'));
      await page.keyboard.press('Enter');
      await page.waitForURL(/#\/jobs\/[a-z0-9]{12}$/);
      job = page.url().slice(-12);
      await page.locator('.heading .state').getByText('done').waitFor();
      await tab.sees('merged 1 of 1 fragment');
      const ribbon = page.getByRole('img', { name: '1 fragment, all of them behind the merge frontier.' });
      await tab.tabTo(ribbon);
      await page.keyboard.press('ArrowRight');
      await tab.sees('Fragment 1: 1 merged.');
    });

    it('the results are looked at and downloaded', async () => {
      const { page } = tab;
      const results = page.getByRole('link', { name: 'Results' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await tab.tabTo(results);
      await page.keyboard.press('Enter');
      const file = tab.button(/words\.csv/);
      await file.waitFor();
      await tab.tabTo(file);
      await page.keyboard.press('Enter');
      await page.getByRole('cell', { name: 'c', exact: true }).waitFor();
      const table = page.getByRole('region', { name: 'Table' });
      assert.deepEqual((await table.innerText()).split(/\s+/), [
        'word',
        'count',
        'a',
        '3',
        'b',
        '2',
        'c',
        '1',
      ]);
      await tab.tabTo(tab.button('Save'));
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      assert.equal(download.suggestedFilename(), 'words.csv');
      assert.equal(await readFile(await download.path(), 'utf8'), counts);
    });

    it('the list has the job, and Enter opens it', async () => {
      const { page } = tab;
      await tab.tabTo(page.getByRole('link', { name: 'Jobs', exact: true }));
      await page.keyboard.press('Enter');
      const grid = page.getByRole('grid', { name: 'Jobs' });
      await page.getByRole('gridcell', { name: 'done' }).first().waitFor();
      await tab.tabTo(grid);
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`#/jobs/${job}$`));
    });
  });
}

/** Puts a text in the place of what is in the editor that has the focus. */
async function write({ page }: BrowserPage, code: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(code);
}

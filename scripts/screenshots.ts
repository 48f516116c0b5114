// `npm run screenshots`: writes each view of the page, light and dark, as PNGs into a folder: the one named, or one in
// the system's folder for temporary files. With --readme it writes the two pictures of the README. Needs the engine.
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ServingChief } from '../test/helpers/serving-chief.ts';
import { BrowserPage, startBrowser } from '../test/web/browser/browser-page.ts';
import { Api } from '../test/web/browser/jobs-over-http.ts';
import { failing, failingEarly, lively, plotting, slow, steady } from '../test/web/browser/packages.ts';
import { runScript } from './setup.mjs';

const readme = argv.includes('--readme');
const folder = readme
  ? fileURLToPath(new URL('../docs/pictures/', import.meta.url))
  : (argv.slice(2).find((argument) => !argument.startsWith('-')) ?? join(tmpdir(), 'butcher-page'));
const viewport = readme ? { width: 1120, height: 700 } : { width: 1280, height: 900 };

interface Shot {
  readonly name: string;
  readonly place: string;
  /** What is there once the view is. */
  readonly sees: string | RegExp;
  /** What is done before the picture is taken. */
  readonly act?: (tab: BrowserPage) => Promise<void>;
}

async function seeded(chief: ServingChief): Promise<readonly Shot[]> {
  const root = new Api(chief, chief.token);
  const ann = new Api(chief, (await root.token('ann')).token);
  const greedy = new Api(chief, (await root.token('greedy')).token);
  const data = await ann.dataset('genesis.txt', 'In the beginning\n'.repeat(5000));
  const plots = await ann.submit(await ann.upload('epidemic', plotting), { name: 'epidemic' });
  const broken = await ann.submit(await ann.upload('ratios', failing), { name: 'ratios', dataset: data });
  const early = await ann.upload('parse', failingEarly);
  const tested = await ann.submit(early, { options: { firstFragments: 3, onError: 'skip' } });
  await Promise.all([plots, broken, tested].map((id) => ann.ended(id)));
  const steadily = await ann.upload('word-count', steady);
  // The README shows one job that has the machine for itself.
  if (!readme) await ann.submit(steadily, { name: 'word-count', dataset: data, options: { workers: 2 } });
  const options = { workers: 4, onError: 'skip', retries: 1 };
  const runs = await ann.submit(await ann.upload('stations', lively), {
    name: 'stations',
    dataset: data,
    options,
  });
  const many = await greedy.upload('sweep', slow);
  for (let number = 1; number <= (readme ? 0 : 12); number += 1)
    await greedy.submit(many, { name: `sweep-${number}` });
  return [
    { name: 'sign-in', place: '', sees: 'Sign in to see your jobs' },
    { name: 'jobs', place: '#/jobs', sees: 'sweep-12' },
    { name: 'machine', place: '#/machine', sees: 'in the order in which they will begin' },
    { name: 'account', place: '#/accounts/greedy', sees: 'Stop what runs' },
    {
      name: 'new-job',
      place: '#/jobs/new',
      sees: 'There is no package yet.',
      act: async ({ page }) => {
        await page.getByLabel('Begin with').selectOption('sweep');
        await page.getByText('Accepted').waitFor();
        await page.getByRole('button', { name: 'Processor.py' }).click();
      },
    },
    {
      name: 'job',
      place: `#/jobs/${runs}`,
      sees: 'Over time',
      act: async ({ page }) => page.getByText(/^merged [4-9]\d\d/).waitFor({ timeout: 120_000 }),
    },
    { name: 'trial', place: `#/jobs/${tested}/trial`, sees: 'Files that the merger wrote' },
    { name: 'why', place: `#/jobs/${broken}/why`, sees: 'What to do:' },
    { name: 'logs', place: `#/jobs/${broken}/logs`, sees: /^at 3$/ },
    {
      name: 'results',
      place: `#/jobs/${plots}/results`,
      sees: 'plot.svg',
      act: async ({ page }) => page.getByRole('button', { name: /plot\.svg/ }).click(),
    },
    { name: 'stored', place: '#/stored', sees: 'genesis.txt' },
    { name: 'package', place: `#/stored/${steadily}`, sees: 'def splitter' },
    { name: 'accounts', place: '#/accounts', sees: 'Audit trail' },
    { name: 'me', place: '#/me', sees: 'This token' },
  ];
}

/** Makes the window as high as the view is, as some parts stand at its lower edge. */
async function grow({ page }: BrowserPage): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
}

await runScript(async () => {
  await mkdir(folder, { recursive: true });
  const chief = await ServingChief.start({ slots: 4 });
  const browser = await startBrowser();
  try {
    await chief.warm();
    const shots = await seeded(chief);
    const wanted = readme ? shots.filter(({ name }) => ['job', 'new-job'].includes(name)) : shots;
    const themes = readme ? (['light'] as const) : (['light', 'dark'] as const);
    for (const { name, place, sees, act } of wanted) {
      const signed = place === '' ? {} : { token: chief.token };
      const tab = await BrowserPage.open(browser, chief, { ...signed, path: `/${place}`, viewport });
      await tab.sees(sees);
      await act?.(tab);
      await tab.page.mouse.move(0, 0);
      await tab.page.evaluate(() => scrollTo(0, 0));
      for (const theme of themes) {
        await tab.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        // Charts and pictures are drawn in the frame after the one in which they have come.
        await tab.page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 600)));
        if (!readme) await grow(tab);
        const path = join(folder, readme ? `${name}.png` : `${name}-${theme}.png`);
        await tab.page.screenshot({ path });
        console.log(path);
      }
      await tab.close();
    }
  } finally {
    await browser.close();
    await chief.stop();
  }
});

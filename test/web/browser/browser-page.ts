import assert from 'node:assert/strict';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import type { ServingChief } from '../../helpers/serving-chief.ts';

/** How Debian calls it; another Chromium is named by the variable that its users know. */
const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
/** What is being waited for has long happened, or does not. */
const patienceMs = 45_000;
/** A name that leads to this machine, and to which no chief answers. */
export const foreignName = 'chief.foreign.test';
const tokenKey = 'butcher.token';

/** A browser without a window. The sandbox of Chromium needs a user that is not root; what it shows is our own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      `--host-resolver-rules=MAP ${foreignName} 127.0.0.1`,
    ],
  });
}

export interface OpenOptions {
  /** Left out: nobody is signed in. */
  readonly token?: string;
  readonly path?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** The page of a chief in a tab with storage of its own. Whatever the page complains of is kept, and fails `close`. */
export class BrowserPage {
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  private constructor(
    readonly page: Page,
    context: BrowserContext,
  ) {
    this.#context = context;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // A request that the chief refused is no fault of the page.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        this.complaints.push(message.text());
    });
    // Whoever leaves while data are sent is asked, and leaves.
    page.on('dialog', (dialog) => void dialog.accept());
    page.setDefaultTimeout(patienceMs);
  }

  static async open(
    browser: Browser,
    chief: Pick<ServingChief, 'address'>,
    { token, path = '/', viewport = { width: 1280, height: 900 } }: OpenOptions = {},
  ): Promise<BrowserPage> {
    const context = await browser.newContext({
      viewport,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    if (token !== undefined) {
      // The address of nothing but a file, so that the tab has the chief's origin before the page runs.
      await page.goto(`${chief.address}/healthz`);
      await page.evaluate(([key, value]) => sessionStorage.setItem(key!, value!), [tokenKey, token]);
    }
    await page.goto(`${chief.address}${path}`);
    return new BrowserPage(page, context);
  }

  /** Goes to a place of the page by its address after `#`. */
  async go(place: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, place);
  }

  /** Waits until the text is somewhere to be seen; a test that waits in vain says what was there. */
  async sees(text: string | RegExp): Promise<void> {
    const shown = this.page.getByText(text).filter({ visible: true }).first();
    await shown.waitFor().catch(async () => {
      assert.fail(`${text} is not to be seen, but:\n${await this.page.locator('body').innerText()}`);
    });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Presses Tab until the focus is on an element, so that it is shown to be reached by the keyboard. */
  async tabTo(target: Locator, most = 80): Promise<void> {
    const element = await target.elementHandle();
    for (let presses = 0; presses <= most; presses += 1) {
      // What a shadow root hides has the focus where its host has it.
      if (
        await element?.evaluate(
          (node) => node === document.activeElement || node.contains(document.activeElement),
        )
      )
        return;
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not lead to ${target}`);
  }

  /** Holds what is shown against the rules of axe: all of them, or those that are named. */
  async assertAccessible(what: string, rules: readonly string[] | null = null): Promise<void> {
    if (await this.page.evaluate('window.axe === undefined')) await this.page.evaluate(axe.source);
    const found = await this.page.evaluate(async (named) => {
      const { axe: judge } = window as unknown as { readonly axe: typeof axe };
      const runOnly = named === null ? {} : { runOnly: [...named] };
      const { violations } = await judge.run(document, { resultTypes: ['violations'], ...runOnly });
      return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 200)) }));
    }, rules);
    assert.deepEqual(found, [], what);
  }

  /** Ends the tab; whatever it complained of fails the test. */
  async close(): Promise<void> {
    await this.#context.close();
    assert.deepEqual(this.complaints, []);
  }
}

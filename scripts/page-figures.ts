// `npm run page-figures`: prints what the page costs: the bytes of its first view, the time on the loopback until it
// can be used, and how long frames take with 10,000 jobs and with a job of a million fragments.
import { gzipSync } from 'node:zlib';
import type { Page, Route } from 'playwright-core';
import { ServingChief } from '../test/helpers/serving-chief.ts';
import { BrowserPage, startBrowser } from '../test/web/browser/browser-page.ts';
import { jobRows, millionFragments } from '../test/web/browser/many.ts';
import { runScript } from './setup.mjs';

const measuredMs = 5000;
const tries = 5;

/** Bytes of every answer until the first view was there, gzipped. */
async function bytesOfFirstView(chief: ServingChief): Promise<number> {
  const html = await (await fetch(`${chief.address}/`)).text();
  const paths = [...html.matchAll(/\b(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  const files = await Promise.all(
    paths.map(async (path) => Buffer.from(await (await fetch(chief.address + path)).arrayBuffer())),
  );
  return [Buffer.from(html), ...files].reduce((sum, file) => sum + gzipSync(file).length, 0);
}

/** How long the frames take that are drawn while something is done: half of them, most, the longest. */
async function frames(page: Page, act: () => Promise<void>): Promise<string> {
  // What runs this script wraps functions with names in a call of that name.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate((ms) => {
    const taken: number[] = [];
    const until = performance.now() + ms;
    let last = performance.now();
    const tick = (now: number) => {
      taken.push(now - last);
      last = now;
      if (now < until) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(window, { taken });
  }, measuredMs);
  await act();
  await page.waitForTimeout(measuredMs);
  const taken = await page.evaluate(() => (window as unknown as { readonly taken: number[] }).taken);
  const sorted = taken.sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(1);
  return `${sorted.length} frames: half within ${at(0.5)} ms, 99 % within ${at(0.99)} ms, the longest ${at(1)} ms`;
}

async function scrolled(page: Page): Promise<void> {
  const until = Date.now() + measuredMs;
  await page.locator('.grid').hover();
  while (Date.now() < until) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(16);
  }
}

function json(answer: unknown): (route: Route) => Promise<void> {
  return (route) => route.fulfill({ json: answer });
}

/** In the page: notes the moment at which the list is there and answers to keys. */
function noteWhenUsable(): void {
  const noted = new MutationObserver(() => {
    if (document.querySelector('main .nothing, main .grid-row') === null) return;
    noted.disconnect();
    Object.assign(window, { usableMs: performance.now() });
  });
  noted.observe(document, { childList: true, subtree: true });
}

/** In the page: answers its request for the pictures of a job with one after the other, four times a second. */
function streamTimelines(timelines: readonly object[]): void {
  const { fetch } = window;
  window.fetch = async (input, init) => {
    if (!String(input).endsWith('/timeline/events')) return fetch(input, init);
    let told = 0;
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        setInterval(() => {
          const picture = JSON.stringify(timelines[told++ % timelines.length]);
          controller.enqueue(encoder.encode(`event: timeline\ndata: ${picture}\n\n`));
        }, 250);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

await runScript(async () => {
  const chief = await ServingChief.start();
  const browser = await startBrowser();
  try {
    console.log(`first view, gzipped: ${await bytesOfFirstView(chief)} bytes`);
    const times: string[] = [];
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const tab = await BrowserPage.open(browser, chief, { token: chief.token, path: '/#/jobs' });
      await tab.page.addInitScript(noteWhenUsable);
      await tab.page.reload();
      const usable = await tab.page.waitForFunction(() => (window as { usableMs?: number }).usableMs);
      times.push(Number(await usable.jsonValue()).toFixed(0));
      await tab.close();
    }
    console.log(`until the list of jobs can be used, on the loopback: ${times.join(', ')} ms`);

    const many = await BrowserPage.open(browser, chief, { token: chief.token, path: '/#/me' });
    const rows = jobRows(10_000);
    await many.page.route('**/api/v1/jobs/rows**', (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const items = rows.slice(from, from + 1000);
      return route.fulfill({ json: { items, next: from + 1000 < rows.length ? String(from + 1000) : null } });
    });
    await many.page.route('**/api/v1/jobs/counts**', json({ counts: { done: rows.length } }));
    await many.go('#/jobs');
    await many.sees('job-9999');
    console.log(`10,000 jobs, scrolled through: ${await frames(many.page, () => scrolled(many.page))}`);
    await many.close();

    const big = await BrowserPage.open(browser, chief, { token: chief.token, path: '/#/me' });
    const { job, samples, timelines } = millionFragments();
    await big.page.route('**/api/v1/jobs/big', json({ job }));
    await big.page.route('**/api/v1/jobs/big/samples', json({ samples }));
    await big.page.addInitScript(streamTimelines, timelines);
    await big.page.reload();
    await big.go('#/jobs/big');
    await big.sees('Containers');
    console.log(`a million fragments, told all the while: ${await frames(big.page, async () => {})}`);
    await big.close();
  } finally {
    await browser.close();
    await chief.stop();
  }
});

import type { Browser } from 'playwright-core';
import { ServingChief } from '../helpers/serving-chief.ts';
import { accessibility } from './browser/accessibility.ts';
import { authorsWalk } from './browser/authors-walk.ts';
import { startBrowser } from './browser/browser-page.ts';
import { ensurePage } from './browser/ensure-page.ts';
import { hostileContent } from './browser/hostile-content.ts';
import { Api } from './browser/jobs-over-http.ts';
import { mending } from './browser/mending.ts';
import { operatorsWalk } from './browser/operators-walk.ts';
import type { Shared } from './browser/shared.ts';
import { troubles } from './browser/troubles.ts';
import { trying } from './browser/trying.ts';
import { uploading } from './browser/uploading.ts';
import { webhooks } from './browser/webhooks.ts';

/** One browser and one chief with an engine, for every flow through the page. */
describe('the page', function () {
  this.timeout(240_000);
  let chief: ServingChief;
  let browser: Browser;
  before(async () => {
    await ensurePage();
    // One after the other, so that neither is left where the other does not come.
    browser = await startBrowser();
    chief = await ServingChief.start();
  });
  after(async () => {
    await browser?.close();
    await chief?.stop();
  });
  const shared: Shared = () => ({ chief, browser, root: new Api(chief, chief.token) });

  authorsWalk(shared);
  mending(shared);
  trying(shared);
  operatorsWalk(shared);
  hostileContent(shared);
  webhooks(shared);
  accessibility(shared);
  uploading(shared);
  troubles(shared);
});

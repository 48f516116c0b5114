import { type Control, controlsOf } from './control.ts';

/** What keeps the page harmless, whatever packages say. */
export const pageControls: readonly Control[] = [
  ...controlsOf(
    'web/src/show/inert.ts',
    ['test/web/show/inert.test.ts'],
    ['names and messages are inert on the page', 'line = inertLine', 'line = (text: string) => text'],
    ['blocks of text are inert on the page', 'block = inertText', 'block = (text: string) => text'],
  ),
  ...controlsOf(
    'web/src/state/previews.ts',
    ['test/web/state/previewed.test.ts'],
    ['a page among the results is text', "  json: 'json',", "  json: 'json',\n  html: 'picture',"],
  ),
  ...controlsOf(
    'web/src/api/client.ts',
    ['test/web/api/client.test.ts'],
    [
      'a token that is out ends the session',
      "problem.status === 401 || problem.code === 'account-blocked'",
      'false',
    ],
    ['no cookie goes along', "credentials: 'omit'", "credentials: 'include'"],
    ['parts of addresses are encoded', 'encodeURIComponent(String(', '(String('],
  ),
  ...controlsOf(
    'web/src/state/session.ts',
    ['test/web/state/places.test.ts'],
    ['nothing is kept of a token that is out', 'this.#storage.removeItem(tokenKey);', ''],
  ),
  ...controlsOf(
    'scripts/check-page.mjs',
    ['test/scripts/check-page.test.ts'],
    ['no HTML is made of strings', 'if (pattern.test(line)', 'if (false && pattern.test(line)'],
  ),
];

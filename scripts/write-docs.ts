// `npm run docs`: writes the pages of docs/ that are made from tables in the code.
import { writeFileSync } from 'node:fs';
import { rulesPage } from '../src/checks/rules-page.ts';
import { failuresPage, limitsPage } from '../src/reference/reference-pages.ts';
import { settingsPage } from '../src/reference/settings-page.ts';

for (const [name, page] of Object.entries({
  rules: rulesPage(),
  failures: failuresPage(),
  limits: limitsPage(),
  settings: settingsPage(),
}))
  writeFileSync(new URL(`../docs/${name}.md`, import.meta.url), page);

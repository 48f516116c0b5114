// Writes the pages that are made from tables in the code: docs/rules.md. A test tells when they are stale.
import { writeFileSync } from 'node:fs';
import { rulesPage } from '../src/checks/rules-page.ts';

writeFileSync(new URL('../docs/rules.md', import.meta.url), rulesPage());

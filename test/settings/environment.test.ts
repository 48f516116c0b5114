import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentVariables } from '../../src/settings/environment.ts';

/** What every process has, and says nothing of Butcher. */
const ordinary = ['HOME', 'PATH', 'TERM'];

describe('environmentVariables', () => {
  it('are those that the code reads', () => {
    const folder = fileURLToPath(new URL('../../src', import.meta.url));
    const read = new Set<string>();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const code = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const [, name] of code.matchAll(/(?:\benv\.|'(?=BUTCHER_))([A-Z][A-Z_]+)\b/g)) read.add(name!);
    }
    for (const name of ordinary) read.delete(name);
    assert.deepEqual([...read].sort(), Object.keys(environmentVariables).sort());
  });
});

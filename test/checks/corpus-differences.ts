// Prints what labelled packages give otherwise than they declare, as JSON. Arguments: the families to check.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCase, differences } from './check-case.ts';
import { readCorpus } from './read-corpus.ts';

const families = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'butcher-differences-'));
const found: string[] = [];
for (const each of readCorpus()) {
  if (families.length > 0 && !families.includes(each.name.split(':')[0]!)) continue;
  const report = await checkCase(each, join(folder, 'package'));
  found.push(...differences(each, report).map((difference) => `${each.name}: ${difference}`));
}
await rm(folder, { recursive: true, force: true });
console.log(JSON.stringify(found));

// Checks every regular expression in src/, or in the folder named: none may be able to backtrack in more than linear
// time, and none may be put together at run time, where nobody can judge it. Schemas' `pattern` texts are judged too.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse } from '@babel/parser';
import { analyse } from 'scslre';
import { doubledWays, searchedAnew } from './patterns/backtracking.mjs';

/** Methods of texts that make a pattern of a text. */
const patternMethods = new Set(['match', 'matchAll', 'search']);
const notKnown = 'is put together at run time: write it as a literal, or read the text without a pattern';

/** Says what is wrong with the patterns of a file, one sentence each, and how many patterns there are. */
function judgeFile(path, text) {
  const found = [...patternsOf(parse(text, { sourceType: 'module', plugins: ['typescript'] }).program)];
  const problems = found.flatMap(({ line, source, flags }) => {
    const problem = source === null ? notKnown : problemOf(source, flags);
    return problem === null
      ? []
      : [`${path}:${line}: ${source === null ? 'a pattern' : `/${source}/`} ${problem}`];
  });
  return { problems, count: found.length };
}

/** Every pattern in a syntax tree; its source is null where the tree does not have it. */
function* patternsOf(node) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const each of node) yield* patternsOf(each);
    return;
  }
  const line = node.loc?.start.line;
  if (node.type === 'RegExpLiteral') yield { line, source: node.pattern, flags: node.flags };
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const [first, second] = node.arguments;
    if (isNamed(node.callee, 'RegExp') && first?.type !== 'RegExpLiteral')
      yield { line, source: textOf(first), flags: textOf(second) ?? '' };
    const method = node.callee.type === 'MemberExpression' ? node.callee.property.name : null;
    if (patternMethods.has(method) && textOf(first) !== null)
      yield { line, source: textOf(first), flags: '' };
  }
  if (node.type === 'ObjectProperty' && isNamed(node.key, 'pattern'))
    if (node.value.type === 'StringLiteral') yield { line, source: node.value.value, flags: 'u' };
    // What a schema's pattern takes in are our own words, such as names of states; one stands for all.
    else if (node.value.type === 'TemplateLiteral')
      yield { line, source: node.value.quasis.map(({ value }) => value.cooked).join('x'), flags: 'u' };
  for (const [key, child] of Object.entries(node)) if (key !== 'loc') yield* patternsOf(child);
}

function isNamed(node, name) {
  return node.type === 'Identifier' && node.name === name;
}

/** What a literal says; null for anything else. */
function textOf(node) {
  if (node?.type === 'StringLiteral') return node.value;
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return null;
  return node.quasis[0].value.cooked;
}

/** Continues a sentence about the pattern; null where nothing is wrong. */
function problemOf(source, flags) {
  // The places of matches do not bear on time, and the judge does not know them.
  const { reports } = analyse(new RegExp(source, flags.replace('d', '')));
  const [report] = reports;
  const doubled = doubledWays(source, flags);
  const growth = doubled !== null || report?.exponential ? 'exponential' : 'more than linear';
  const where = doubled ?? (report === undefined ? searchedAnew(source, flags) : partsOf(report));
  if (where === null) return null;
  return `can take ${growth} time, by ${where}: bound what it repeats, or read the text without a pattern`;
}

function partsOf({ type, quant, startQuant, endQuant }) {
  return type === 'Trade' ? `${startQuant.raw} and ${endQuant.raw}` : quant.raw;
}

function readSources(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = argv[2] ?? fileURLToPath(new URL('../src', import.meta.url));
  const files = readSources(folder).map((path) =>
    judgeFile(relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')),
  );
  const problems = files.flatMap((file) => file.problems);
  for (const problem of problems) console.error(problem);
  const count = files.reduce((sum, file) => sum + file.count, 0);
  if (problems.length === 0) console.log(`${count} patterns, none of which can take more than linear time`);
  exit(problems.length === 0 ? 0 : 1);
}

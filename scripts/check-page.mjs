// Checks what the page in web/src/, or in the folder named, may not do: make HTML or code of strings, ask anybody but
// through its client, keep anything where nobody looks for it, and import more of src/ than what is pure and small.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Each with the files in which it is right, as paths below web/src/. */
const forbidden = [
  {
    text: /\b(?:innerHTML|outerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe)\b/,
    why: 'HTML is made of strings: what users wrote is shown as text alone',
    in: [],
  },
  { text: /\bdocument\.write|\bDOMParser\b|\bsrcdoc\b|<iframe\b/i, why: 'HTML is made of strings', in: [] },
  { text: /\beval\(|\bnew Function\b|javascript:/, why: 'code is made of strings', in: [] },
  {
    text: /\bfetch\(|\bXMLHttpRequest\b|\bEventSource\b|\bWebSocket\b/,
    why: 'requests go through the client',
    in: ['api/client.ts'],
  },
  { text: /\bsendBeacon\b|\bhttps?:\/\/(?!www\.w3\.org\/)/, why: 'nothing outside is asked', in: [] },
  {
    text: /\b(?:localStorage|sessionStorage|indexedDB|document\.cookie|caches)\b/,
    why: 'what is kept, app/app.ts says',
    in: ['app/app.ts'],
  },
];

/** What of src/ the page may have: beginnings of paths. */
const shared = [
  'text/',
  'jobs/sample/estimate.ts',
  'store/audit.ts',
  'params/params.ts',
  'params/expected-value.ts',
  'params/from-text.ts',
  'cli/init/template',
];

function* problemsOf(path, text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const [index, line] of code.split('\n').entries()) {
    for (const { text: pattern, why, in: allowed } of forbidden)
      if (pattern.test(line) && !allowed.includes(path)) yield [index + 1, why];
    const imported = /['"](?:\.\.\/)+src\/([^'"]+)['"]/.exec(line)?.[1];
    if (imported !== undefined && !shared.some((beginning) => imported.startsWith(beginning)))
      yield [index + 1, `src/${imported} is not for the page: scripts/check-page.mjs names what is`];
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = argv[2] ?? fileURLToPath(new URL('../web/src', import.meta.url));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(?:tsx?|css|svg|html)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('generated/'))
    .sort();
  const problems = paths.flatMap((path) =>
    [...problemsOf(path, readFileSync(join(folder, path), 'utf8'))].map(
      ([line, why]) => `${path}:${line}: ${why}`,
    ),
  );
  for (const problem of problems) console.error(problem);
  exit(problems.length === 0 ? 0 : 1);
}

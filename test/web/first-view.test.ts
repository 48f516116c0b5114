import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';

const configFile = fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url));
const mostBytes = 120_000;

describe('the page as it is built', () => {
  let output: readonly (Rollup.OutputChunk | Rollup.OutputAsset)[];
  before(async () => {
    const built = await build({ configFile, logLevel: 'error', build: { write: false } });
    output = (built as Rollup.RollupOutput).output;
  });

  const named = (name: string) => output.find(({ fileName }) => fileName === name)!;

  /** What a browser has to have before it shows the first view. */
  function firstView(): readonly (Rollup.OutputChunk | Rollup.OutputAsset)[] {
    const entry = output.find((part) => part.type === 'chunk' && part.isEntry) as Rollup.OutputChunk;
    const styles = output.filter(({ fileName }) => /index-.*\.css$/.test(fileName));
    return [named('index.html'), entry, ...entry.imports.map(named), ...styles];
  }

  it('shows its first view after less than 120 kB', () => {
    const bytes = firstView().map((part) => gzipSync(part.type === 'chunk' ? part.code : part.source).length);
    const sum = bytes.reduce((total, size) => total + size, 0);
    assert(sum < mostBytes, `${sum} bytes`);
    assert(sum > 10_000, 'that is not all of it');
  });

  it('has the editor and the charts in parts of their own', () => {
    const first = firstView().flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : []));
    for (const heavy of ['@codemirror/view', 'uplot']) {
      assert(!first.some((path) => path.includes(heavy)), heavy);
      const later = output.some(
        (part) => part.type === 'chunk' && Object.keys(part.modules).some((path) => path.includes(heavy)),
      );
      assert(later, heavy);
    }
  });

  it('has nothing inline, nothing from elsewhere, and names by content', () => {
    const { source } = named('index.html') as Rollup.OutputAsset;
    const html = String(source);
    assert.doesNotMatch(html, /<style|\bstyle=|<script>|\bon\w+=|https?:/);
    const files = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    assert(files.length >= 3);
    for (const path of files) assert.match(path, /^\/assets\/\w+-[\w-]{8}\.(js|css|svg)$/);
    for (const { fileName } of output)
      if (fileName !== 'index.html') assert.match(fileName, /^assets\/[\w.-]+-[\w-]{8}\.\w+$/);
  });
});

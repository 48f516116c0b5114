import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/check-page.mjs', import.meta.url));

describe('the check of the page', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-page-'));
    await mkdir(join(folder, 'api'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function check(): Promise<string> {
    return new Promise((resolve) => execFile(execPath, [script, folder], (_, __, stderr) => resolve(stderr)));
  }

  it('finds whatever makes HTML or code of strings, or asks or keeps elsewhere', async () => {
    const lines = [
      'element.innerHTML = name;',
      'const view = <div dangerouslySetInnerHTML={{ __html: name }} />;',
      "element.insertAdjacentHTML('beforeend', name);",
      'document.write(name);',
      'const frame = <iframe srcdoc={name} />;',
      'new DOMParser().parseFromString(name);',
      'eval(name);',
      "const link = <a href={'javascript:' + name}>x</a>;",
      "fetch('/api/v1/jobs');",
      "navigator.sendBeacon('/x');",
      "const script = 'https://example.org/x.js';",
      "localStorage.setItem('x', name);",
      "import { runJob } from '../../src/jobs/run-job.ts';",
    ];
    await writeFile(join(folder, 'bad.tsx'), `${lines.join('\n')}\n`);
    const said = await check();
    for (const number of lines.keys()) assert.match(said, new RegExp(`^bad\\.tsx:${number + 1}: `, 'm'));
  });

  it('takes what is where it belongs, and comments', async () => {
    await writeFile(join(folder, 'api/client.ts'), "fetch('/x');\n");
    const plain = "// never innerHTML\nimport { inertLine } from '../../src/text/inert-text.ts';\n";
    await writeFile(join(folder, 'good.ts'), plain);
    assert.equal(await check(), '');
  });
});

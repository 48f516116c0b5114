// The whole of a job with a client made from the description of the API: scripts/openapi.ts compiles and runs it.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

declare const process: { readonly argv: readonly string[] };

const [, , baseUrl = '', token = ''] = process.argv;
const headers = { authorization: `Bearer ${token}` };
const api = createClient<paths>({ baseUrl, headers });

const files = {
  'Split.py': "def splitter(path):\n    yield b'x'\n",
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
};

console.log(await runJob());

/** Uploads, submits, follows, fetches and deletes. */
async function runJob(): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([tarOf(files)]), 'sample.tar');
  const uploaded = granted(
    await api.POST('/api/v1/packages', { body: form as never, bodySerializer: (body) => body as never }),
  );
  const { job } = granted(
    await api.POST('/api/v1/jobs', { body: { package: uploaded.package.digest, name: 'sample' } }),
  );
  const path = { id: job.id };
  const stream = granted(
    await api.GET('/api/v1/jobs/{id}/events', { params: { path }, parseAs: 'text' }),
  ) as string;
  const events = stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as components['schemas']['JobEvent']);
  const last = events.at(-1);
  if (last?.type !== 'report' || last.job.state !== 'done') throw new Error(stream);
  const results = granted(
    await api.GET('/api/v1/jobs/{id}/results', { params: { path }, parseAs: 'blob' }),
  ) as Blob;
  const refused = await api.GET('/api/v1/jobs/{id}', { params: { path: { id: 'nothing' } } });
  const code: 'not-found' | undefined = refused.error?.code === 'not-found' ? refused.error.code : undefined;
  if (code === undefined) throw new Error(JSON.stringify(refused.error));
  await api.DELETE('/api/v1/jobs/{id}', { params: { path } });
  return `${events.length} events, ${results.size} bytes of results, ${code} refused`;
}

function granted<Data>(answer: { readonly data?: Data; readonly error?: unknown }): Data {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

/** A tar of a few small files. */
function tarOf(members: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const blocks = Object.entries(members).flatMap(([name, text]) => {
    const bytes = new TextEncoder().encode(text);
    const header = new Uint8Array(512);
    const put = (at: number, value: string) => header.set(new TextEncoder().encode(value), at);
    put(0, name);
    put(100, '0000644\0');
    put(124, `${bytes.length.toString(8).padStart(11, '0')}\0`);
    put(136, '00000000000\0');
    put(148, '        ');
    put(156, '0');
    put(257, 'ustar\0');
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    const content = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    content.set(bytes);
    return [header, content];
  });
  const tar = new Uint8Array(blocks.reduce((total, { length }) => total + length, 1024));
  let at = 0;
  for (const block of blocks) {
    tar.set(block, at);
    at += block.length;
  }
  return tar;
}

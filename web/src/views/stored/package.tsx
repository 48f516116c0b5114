import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Facts, Heading, Moment, Nothing, Short } from '../../parts/bits.tsx';
import { CodeLines } from '../../parts/code-lines.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { block, line, linesOf } from '../../show/inert.ts';
import { formatBytes, formatNumber } from '../../show/quantities.ts';
import { hashOf } from '../../state/route.ts';
import { hexOf, textOf } from '../../state/shown-bytes.ts';
import { Expiry, LastUsed, UsedBy } from './kept-table.tsx';

const mostLines = 5000;

/** A package and the source text of its files, to read. */
export function PackageView({ digest, path }: { readonly digest: string; readonly path: string | null }) {
  const { client } = useApp();
  const found = useLoaded(
    (signal) => client.ask('get', '/api/v1/packages/{digest}', { path: { digest }, signal }),
    [digest],
  );
  const listed = useLoaded(
    (signal) => client.ask('get', '/api/v1/packages/{digest}/files', { path: { digest }, signal }),
    [digest],
  );
  const kept = found.value.value?.package;
  if (kept === undefined)
    return (
      <>
        <h1>Package</h1>
        <ProblemNote problem={found.problem.value} />
      </>
    );
  const files = listed.value.value?.items ?? [];
  const shown =
    files.find((file) => file.path === path) ?? files.find((file) => file.path === 'Split.py') ?? files[0];
  return (
    <>
      <Heading title={line(kept.name)} level={1}>
        <a class="button" href={hashOf(['jobs', 'new'], { package: digest })}>
          Run it
        </a>
      </Heading>
      {kept.manifest?.description !== undefined && <p>{block(kept.manifest.description)}</p>}
      <Facts
        of={[
          ['Digest', <Short key="digest" text={digest} length={24} />],
          ['Files', formatNumber(kept.files)],
          ['Size', formatBytes(kept.bytes)],
          ['Came', <Moment key="came" ms={kept.addedAtMs} />],
          ['Last used', <LastUsed key="used" item={kept} cameAt={kept.addedAtMs} />],
          ['Used by', <UsedBy key="jobs" item={kept} address={hashOf(['jobs'], { package: digest })} />],
          ['Goes', <Expiry key="goes" item={kept} />],
        ]}
      />
      <ProblemNote problem={listed.problem.value} />
      <div class="files-and-editor">
        <ul class="files" aria-label="Files of the package">
          {files.map((file) => (
            <li key={file.path}>
              <a
                class="file"
                href={hashOf(['stored', digest, file.path])}
                aria-current={file === shown ? 'true' : undefined}
              >
                <span class="file-name">{line(file.path)}</span>{' '}
                <span class="dim">{formatBytes(file.bytes)}</span>
              </a>
            </li>
          ))}
        </ul>
        <div>{shown !== undefined && <Source key={shown.path} digest={digest} path={shown.path} />}</div>
      </div>
    </>
  );
}

function Source({ digest, path }: { readonly digest: string; readonly path: string }) {
  const { client } = useApp();
  const { value, problem } = useLoaded(
    async (signal) => {
      const asked = { path: { digest }, query: { path }, signal };
      return new Uint8Array(
        await (await client.open('get', '/api/v1/packages/{digest}/file', asked)).arrayBuffer(),
      );
    },
    [digest, path],
  );
  if (problem.value !== null) return <ProblemNote problem={problem.value} />;
  if (value.value === null) return <Nothing>Asking for it …</Nothing>;
  const text = textOf(value.value, false);
  const lines = linesOf(text ?? hexOf(value.value.subarray(0, 4096)));
  return (
    <>
      <CodeLines label={path} lines={lines.slice(0, mostLines)} />
      {lines.length > mostLines && <p class="dim">The first {formatNumber(mostLines)} lines.</p>}
    </>
  );
}

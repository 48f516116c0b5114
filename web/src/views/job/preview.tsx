import { useEffect, useMemo } from 'preact/hooks';
import { useLoaded } from '../../app/use-loaded.ts';
import { Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { block, line } from '../../show/inert.ts';
import { formatBytes } from '../../show/quantities.ts';
import { readCsv } from '../../state/csv.ts';
import { kindOf, mostPictureBytes, mostTextBytes, type PreviewKind } from '../../state/previews.ts';
import { hexOf, textOf } from '../../state/shown-bytes.ts';

const mostRows = 500;

interface PreviewProps {
  readonly name: string;
  readonly bytes: number;
  readonly open: (headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Response>;
}

/**
 * What is in a file of the results. All of it comes from user code: texts and tables are drawn as text and nothing is
 * read as HTML; pictures are drawn by `img` alone, in which an SVG neither runs scripts nor loads anything.
 */
export function Preview({ name, bytes, open }: PreviewProps) {
  const kind = kindOf(name);
  const most = kind === 'picture' ? mostPictureBytes : mostTextBytes;
  const { value, problem } = useLoaded(
    async (signal) => {
      if (bytes === 0 || (kind === 'picture' && bytes > most)) return null;
      const headers: Record<string, string> = bytes > most ? { range: `bytes=0-${most - 1}` } : {};
      const answer = await open(headers, signal);
      return {
        type: answer.headers.get('content-type') ?? '',
        body: new Uint8Array(await answer.arrayBuffer()),
      };
    },
    [name, bytes],
  );
  if (bytes === 0) return <Nothing>It is empty.</Nothing>;
  if (problem.value !== null) return <ProblemNote problem={problem.value} />;
  if (kind === 'picture' && bytes > most)
    return <Nothing>It is too large to be drawn here ({formatBytes(bytes)}); save it to look at it.</Nothing>;
  if (value.value === null) return <Nothing>Fetching it …</Nothing>;
  const { type, body } = value.value;
  if (kind === 'picture') return <Picture name={name} type={type} body={body} />;
  const cut = body.length < bytes;
  return (
    <>
      {cut && (
        <p class="note warn">
          Its first {formatBytes(body.length)} of {formatBytes(bytes)} are shown.
        </p>
      )}
      <Written kind={kind} body={body} cut={cut} />
    </>
  );
}

function Picture({
  name,
  type,
  body,
}: {
  readonly name: string;
  readonly type: string;
  readonly body: Uint8Array;
}) {
  const address = useMemo(
    () => URL.createObjectURL(new Blob([body as Uint8Array<ArrayBuffer>], { type })),
    [body],
  );
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <div class="picture">
      <img src={address} alt={line(name)} />
    </div>
  );
}

function Written({
  kind,
  body,
  cut,
}: {
  readonly kind: PreviewKind;
  readonly body: Uint8Array;
  readonly cut: boolean;
}) {
  const text = useMemo(() => textOf(body, cut), [body]);
  if (text === null) return <Lines text={hexOf(body.subarray(0, 4096))} label="First bytes, in hex" />;
  if (kind === 'csv' || kind === 'tsv') return <Table text={text} separator={kind === 'csv' ? ',' : '\t'} />;
  return <Lines text={kind === 'json' && !cut ? indented(text) : text} label="Text" />;
}

function Lines({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <pre class="code scroll tall" tabIndex={0} role="region" aria-label={label}>
      {block(text)}
    </pre>
  );
}

function Table({ text, separator }: { readonly text: string; readonly separator: string }) {
  const { rows, cut } = useMemo(() => readCsv(text, separator, mostRows + 1), [text]);
  const [head = [], ...rest] = rows;
  return (
    <div class="scroll tall" tabIndex={0} role="region" aria-label="Table">
      <table class="data">
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {line(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rest.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} class={isNumber(cell) ? 'end' : ''}>
                  {line(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {cut && <p class="dim">The first {mostRows} rows.</p>}
    </div>
  );
}

function isNumber(cell: string): boolean {
  return cell.length < 40 && cell.trim() !== '' && Number.isFinite(Number(cell));
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

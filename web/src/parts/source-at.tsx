import { useApp } from '../app/app.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { linesOf } from '../show/inert.ts';
import { CodeLines } from './code-lines.tsx';

const [before, after] = [6, 4];

/** The lines of a file of a package around one of them. */
export function SourceAt({
  digest,
  path,
  line,
}: {
  readonly digest: string;
  readonly path: string;
  readonly line: number;
}) {
  const { client } = useApp();
  const { value } = useLoaded(
    async (signal) => {
      const asked = { path: { digest }, query: { path }, signal };
      return (await client.open('get', '/api/v1/packages/{digest}/file', asked)).text();
    },
    [digest, path],
  );
  if (value.value === null) return null;
  const lines = linesOf(value.value);
  if (line > lines.length) return null;
  const first = Math.max(1, line - before);
  return (
    <CodeLines
      label={`${path}, line ${line}`}
      lines={lines.slice(first - 1, line + after)}
      first={first}
      marked={[line]}
    />
  );
}

import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { block } from '../../show/inert.ts';
import { type LogLine, readJsonLines, sourceOf } from '../../state/log-lines.ts';

const tail = 20;

/** What was printed while a fragment was worked on. */
export function AttemptLog({ id, fragment }: { readonly id: string; readonly fragment: number }) {
  const { client } = useApp();
  const { value } = useLoaded(
    async (signal) => {
      const query = { fragment, tail };
      const answer = await client.open('get', '/api/v1/jobs/{id}/logs', { path: { id }, query, signal });
      const lines: LogLine[] = [];
      if (answer.body !== null)
        for await (const line of readJsonLines<LogLine>(answer.body)) lines.push(line);
      return lines;
    },
    [id, fragment],
  );
  if (value.value === null || value.value.length === 0) return null;
  return (
    <details>
      <summary>What it printed</summary>
      <pre class="code">
        {value.value.map((told) => `[${sourceOf(told)}] ${block(told.text)}\n`).join('')}
      </pre>
    </details>
  );
}

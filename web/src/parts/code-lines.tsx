import { line as inert } from '../show/inert.ts';

/** Lines of code with their numbers, some of them marked. */
export function CodeLines({
  label,
  lines,
  first = 1,
  marked = [],
}: {
  readonly label: string;
  readonly lines: readonly string[];
  readonly first?: number;
  readonly marked?: readonly number[];
}) {
  return (
    <div class="scroll code" tabIndex={0} role="region" aria-label={inert(label)}>
      <ol class="code-lines" start={first}>
        {lines.map((text, index) => {
          const number = first + index;
          return (
            <li key={number} class={marked.includes(number) ? 'marked' : ''} value={number}>
              <code>{inert(text.replaceAll('\t', '    ')) || ' '}</code>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

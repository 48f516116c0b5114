import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { asProblem, type Problem } from '../../api/problem.ts';
import { type Rule, useApp } from '../../app/app.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';

/** What a rule is for, with a package that breaks it and one that does not, once somebody wants to know. */
export function RuleExplained({ id }: { readonly id: string }) {
  const { rules } = useApp();
  const rule = useSignal<Rule | null>(null);
  const problem = useSignal<Problem | null>(null);
  const load = async () => {
    try {
      rule.value = (await rules()).get(id) ?? null;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  return (
    <details
      class="rule"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void load();
      }}
    >
      <summary>The rule</summary>
      <ProblemNote problem={problem.value} />
      {rule.value !== null && (
        <>
          <p>
            <Prose text={rule.value.title} />
          </p>
          <p>
            <Prose text={rule.value.explanation} />
          </p>
          <div class="examples">
            <Example title="Breaks it" files={rule.value.bad.files} />
            <Example title="Does not" files={rule.value.good.files} />
          </div>
        </>
      )}
    </details>
  );
}

function Example({ title, files }: { readonly title: string; readonly files: Rule['bad']['files'] }) {
  if (files.length === 0) return null;
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {files.map(({ path, text }) => (
        <Fragment key={path}>
          <code>{path}</code>
          <pre class="code">{text}</pre>
        </Fragment>
      ))}
    </figure>
  );
}

/** A text with code in backquotes. */
function Prose({ text }: { readonly text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}

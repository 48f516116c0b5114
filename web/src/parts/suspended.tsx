import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { away, type Problem } from '../api/problem.ts';
import { ProblemNote } from './problem-note.tsx';

/** A part of the page whose code is fetched only when it is shown. */
export function Suspended<Props extends object>({
  load,
  props,
}: {
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}) {
  const loaded = useSignal<{ readonly Part: ComponentType<Props> } | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    load().then(
      (Part) => {
        loaded.value = { Part };
      },
      () => {
        problem.value = away();
      },
    );
  }, []);
  if (loaded.value === null) return <ProblemNote problem={problem.value} />;
  const { Part } = loaded.value;
  return <Part {...props} />;
}

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { useApp } from '../app/app.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

interface ActionProps {
  readonly children: ComponentChildren;
  /** What it does; a refusal is told beside the button. */
  readonly act: () => Promise<void>;
  /** Said to screen readers when it is done. */
  readonly done?: string;
  /** Asked before, where it cannot be undone. */
  readonly sure?: string;
  readonly kind?: 'main' | 'danger' | 'plain';
  readonly disabled?: boolean;
  readonly label?: string;
}

/** A button that acts: it is busy meanwhile, asks before what cannot be undone, and tells why it did not work. */
export function Action({ children, act, done, sure, kind = 'plain', disabled = false, label }: ActionProps) {
  const app = useApp();
  const busy = useSignal(false);
  const asking = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const go = async () => {
    asking.value = false;
    busy.value = true;
    problem.value = null;
    try {
      await act();
      if (done !== undefined) app.said.value = done;
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <button
        type="button"
        class={kind}
        disabled={disabled || busy.value}
        aria-busy={busy.value}
        aria-label={label}
        onClick={() => {
          if (sure === undefined) void go();
          else asking.value = true;
        }}
      >
        {children}
      </button>
      {asking.value && (
        <Dialog title="Are you sure?" onClose={() => (asking.value = false)}>
          <p>{sure}</p>
          <div class="buttons">
            <button type="button" class="danger" onClick={() => void go()}>
              {children}
            </button>
            <button type="button" onClick={() => (asking.value = false)}>
              No
            </button>
          </div>
        </Dialog>
      )}
      <ProblemNote problem={problem.value} />
    </>
  );
}

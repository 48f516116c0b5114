import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { chosenFiles, type DroppedFile, droppedFiles } from '../state/dropped.ts';
import { ProblemNote } from './problem-note.tsx';

/** Where files or a folder are dropped, or chosen by the keyboard. */
export function DropZone({
  label,
  onFiles,
  children,
}: {
  readonly label: string;
  readonly onFiles: (files: readonly DroppedFile[]) => Promise<void>;
  readonly children: ComponentChildren;
}) {
  const over = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const take = async (find: () => Promise<readonly DroppedFile[]> | readonly DroppedFile[]) => {
    problem.value = null;
    try {
      const files = await find();
      if (files.length > 0) await onFiles(files);
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  const chosen = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    const files = chosenFiles(currentTarget.files ?? new DataTransfer().files);
    currentTarget.value = '';
    void take(() => files);
  };
  return (
    <div
      class={over.value ? 'drop over' : 'drop'}
      role="group"
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        const { dataTransfer } = event;
        if (dataTransfer !== null) void take(() => droppedFiles(dataTransfer));
      }}
    >
      <p>{children}</p>
      <div class="buttons">
        <label class="button">
          Choose files
          <input
            type="file"
            multiple
            class="unseen"
            aria-label={`${label}: choose files`}
            onChange={chosen}
          />
        </label>
        <label class="button">
          Choose a folder
          <input
            type="file"
            class="unseen"
            aria-label={`${label}: choose a folder`}
            {...{ webkitdirectory: true }}
            onChange={chosen}
          />
        </label>
      </div>
      <ProblemNote problem={problem.value} />
    </div>
  );
}

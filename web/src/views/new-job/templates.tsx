import { useSignal } from '@preact/signals';
import { templateNames } from '../../../../src/cli/init/template-names.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useApp } from '../../app/app.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';

interface TemplateFile {
  readonly path: string;
  readonly text: string;
}

/** The packages that `butcher init` makes, to begin with; without the one that is several packages. */
export function Templates({
  onTake,
}: {
  readonly onTake: (name: string, files: readonly TemplateFile[]) => void;
}) {
  const { said } = useApp();
  const problem = useSignal<Problem | null>(null);
  const take = async (name: string) => {
    try {
      const { templateFiles } = await import('./template-files.ts');
      onTake(name, templateFiles(name));
      said.value = `The template ${name} is in the editor.`;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  return (
    <>
      <label>
        Begin with{' '}
        <select
          value=""
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            currentTarget.value = '';
            if (value !== '') void take(value);
          }}
        >
          <option value="">a template …</option>
          {templateNames
            .filter((name) => name !== 'two-pass')
            .map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
        </select>
      </label>
      <ProblemNote problem={problem.value} />
    </>
  );
}

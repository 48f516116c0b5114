import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client.ts';
import { line } from '../../show/inert.ts';
import { draftFile, type PackageDraft } from '../../state/package-draft.ts';

const mostPathCharacters = 200;

/** The files of a package that is being put together, with how much was found in each; more of them, or fewer. */
export function FileList({
  draft,
  findings,
  shown,
  onShow,
}: {
  readonly draft: PackageDraft;
  readonly findings: readonly Schemas['Finding'][];
  readonly shown: string | null;
  readonly onShow: (path: string) => void;
}) {
  const wanted = useSignal('');
  const path = wanted.value.trim();
  const isThere = draft.files.value.has(path);
  const add = () => {
    if (path === '') return;
    if (!isThere) draft.add([draftFile(path, new Uint8Array())]);
    wanted.value = '';
    onShow(path);
  };
  return (
    <div class="file-list">
      <ul class="files" aria-label="Files of the package">
        {draft.paths.map((each) => {
          const count = findings.filter(({ file }) => file === each).length;
          return (
            <li key={each}>
              <button
                type="button"
                class="file"
                aria-current={each === shown ? 'true' : undefined}
                onClick={() => onShow(each)}
              >
                <span class="file-name">{line(each)}</span>
                {count > 0 && <span class="count">{count}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      <label class="field">
        <span>Another file</span>
        <input
          value={wanted.value}
          maxLength={mostPathCharacters}
          spellcheck={false}
          placeholder="helpers.py"
          onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // It would run the job.
            event.preventDefault();
            add();
          }}
        />
      </label>
      <div class="buttons">
        <button type="button" disabled={path === ''} onClick={add}>
          {isThere ? 'Show it' : 'Add it'}
        </button>
        {shown !== null && (
          <button type="button" onClick={() => draft.remove(shown)}>
            Remove {line(shown)}
          </button>
        )}
      </div>
    </div>
  );
}

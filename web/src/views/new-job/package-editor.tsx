import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { DropZone } from '../../parts/drop-zone.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Suspended } from '../../parts/suspended.tsx';
import { line } from '../../show/inert.ts';
import { formatBytes } from '../../show/quantities.ts';
import { packageFiles } from '../../state/dropped.ts';
import { FileList } from './file-list.tsx';
import { FindingList, findingsSentence } from './finding-list.tsx';
import type { PackageWork } from './package-work.ts';

type Finding = Schemas['Finding'];

const noFindings: readonly Finding[] = [];

/** The files of a package to look at and edit, with what the chief's own check finds beside the code. */
export function PackageEditor({ work }: { readonly work: PackageWork }) {
  const { draft, archive, checked, problem } = work;
  const path = useSignal<string | null>(null);
  useEffect(() => work.start(), [work]);
  const { paths } = draft;
  const shown = path.value !== null && draft.files.value.has(path.value) ? path.value : (paths[0] ?? null);
  const file = shown === null ? undefined : draft.files.value.get(shown);
  const findings = checked.value?.report.findings ?? noFindings;
  const here = findings.filter((finding) => finding.file === shown);
  return (
    <div class="package-editor">
      <DropZone label="Package" onFiles={(dropped) => takeDropped(work, dropped)}>
        Drop a folder, an archive or the three files <code>Split.py</code>, <code>Processor.py</code> and{' '}
        <code>Merge.py</code> here.
      </DropZone>
      {archive.value !== null && (
        <p>
          <code>{line(archive.value.name)}</code>, {formatBytes(archive.value.size)}
        </p>
      )}
      {paths.length > 0 && (
        <div class="files-and-editor">
          <FileList draft={draft} findings={findings} shown={shown} onShow={(to) => (path.value = to)} />
          <div class="editor-frame">
            {file !== undefined && file.text === null && (
              <p class="nothing">{formatBytes(file.bytes.length)} that are no text to edit here.</p>
            )}
            {file !== undefined && file.text !== null && (
              <Suspended
                key={`${draft.generation.value} ${file.path}`}
                load={() => import('../../parts/editor.tsx').then(({ Editor }) => Editor)}
                props={{
                  path: file.path,
                  text: file.text,
                  findings: here,
                  onText: (text: string) => draft.edit(file.path, text),
                }}
              />
            )}
          </div>
        </div>
      )}
      {paths.length > 0 && !paths.some((one) => /\.py$/i.test(one)) && (
        <p class="note">
          There is no Python in it, so it is no package. Data that a package is to read go below, under
          “Data”.
        </p>
      )}
      <ProblemNote problem={problem.value} />
      <p role="status" class={checked.value?.report.refused === true ? 'verdict bad' : 'verdict'}>
        {verdictText(work)}
      </p>
      <FindingList findings={findings} onGo={(to) => (path.value = to)} />
    </div>
  );
}

function verdictText({ checking, checked }: PackageWork): string {
  if (checking.value) return 'Checking …';
  return checked.value === null ? '' : findingsSentence(checked.value.report);
}

async function takeDropped(work: PackageWork, dropped: Parameters<typeof packageFiles>[0]): Promise<void> {
  const files = await packageFiles(dropped);
  const first = dropped[0]!;
  if (files === null) work.takeArchive(first.file);
  else if (dropped.length === 1 || first.path.includes('/')) work.take(first.path.split('/')[0]!, files);
  else if (work.draft.files.value.size > 0) work.add(files);
  else work.take('package', files);
}

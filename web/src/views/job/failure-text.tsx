import type { Schemas } from '../../api/client.ts';
import { SourceAt } from '../../parts/source-at.tsx';
import { block, line } from '../../show/inert.ts';
import { formatNumber } from '../../show/quantities.ts';
import { stageWords } from '../../show/words.ts';
import type { Job } from './live-job.ts';

/** Why something failed: the sentence, the author's own line with code around it, the traceback, and what to do. */
export function FailureText({
  failure,
  job,
}: {
  readonly failure: Schemas['Failure'];
  readonly job: Pick<Job, 'package'>;
}) {
  const { code, message, help, stage, fragment, file, line: at, limit, observed, traceback } = failure;
  return (
    <div class="failure">
      <p class="failure-sentence">
        <code>{code}</code> <strong>{block(message)}</strong>
      </p>
      <p>
        {file !== null && <code>{line(at === null ? file : `${file}:${at}`)}</code>} {stageWords[stage]}
        {fragment !== null && `, fragment ${formatNumber(fragment)}`}
        {limit !== null &&
          `; limit ${line(limit)}${observed === null ? '' : `, reached ${formatNumber(observed)}`}`}
      </p>
      {file !== null && at !== null && job.package !== null && (
        <SourceAt digest={job.package} path={file} line={at} />
      )}
      {traceback !== null && traceback.trim() !== '' && (
        <details open>
          <summary>Traceback</summary>
          <pre class="code">{block(traceback.trimEnd())}</pre>
        </details>
      )}
      <p class="help">
        <b>What to do:</b> {block(help)}
      </p>
    </div>
  );
}

import { type RuleId, ruleIds, ruleTable } from '../../checks/rule-table.ts';
import { defaultLimits } from '../../model/limits.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { lines } from '../init/templates/lines.ts';

/** Rules about files and archives, which whoever writes the code does not decide. */
const ofPacking: readonly RuleId[] = ['BUT106', 'BUT107', 'BUT108', 'BUT109', 'BUT110'];

/** What a package has to be, with an example, in Markdown. Made from the rule table, the limits and the templates. */
export function guideText(): string {
  const { fragmentBytes, resultBytes, recursionDepth, fragmentSeconds, memory } = defaultLimits;
  const { files, description } = lines;
  const example = Object.entries(files).map(
    ([name, text]) => `\`${name}\`:\n\n\`\`\`python\n${text}\`\`\`\n`,
  );
  return `# How to write a butcher package

A butcher package is three Python files that run a function over a dataset, piece by piece, on several workers. The
dataset is cut into fragments, each fragment becomes one result, and the results are merged in the order of the
fragments. Write these files; use plain Python 3.13, its standard library and NumPy.

Other libraries go into \`requirements.txt\`, one a line with its exact version (\`pandas==2.3.3\`), and are installed before
the job: wheels only, no addresses, nothing that has to be compiled. \`butcher lock FOLDER\` writes down exactly which.
Wheels of your own, or for a chief without an index, go into the folder \`wheels\`. matplotlib needs \`use("Agg")\`.

| File | Function | Called | Must |
|---|---|---|---|
| \`Split.py\` | \`splitter(dataset_path)\` | once | be a generator; each \`yield\` gives one fragment as bytes |
| \`Processor.py\` | \`Processor(fragment: bytes) -> bytes\` | once per fragment, in a worker | return the result as bytes |
| \`Merge.py\` | \`merger(fragment: bytes, job_name: str)\` | once per result, in order | write what it likes into the working directory |
| \`Merge.py\` | \`finish(job_name: str)\`, optional | once, after the last result | write final files |

- \`dataset_path\` is the dataset under its own name: a file or a folder, which can only be read.
- The working directory of \`Merge.py\` is the results folder. It is empty at first; whatever is there at the end is the
  result of the job. Write nowhere else.
- Fragments and results are \`bytes\` or anything with the buffer protocol, such as a NumPy array, which arrives as its
  bytes. Encode text with \`.encode()\`; for structured values use \`json.dumps(…).encode()\`.
- Each of the three files runs in a process of its own. They share no variables: whatever \`Processor\` needs to know is
  in its fragment or in the package's own files. Globals of \`Merge.py\` last until \`finish\`.
- The splitter depends on the dataset and the parameters alone: no randomness, no clock. It must end.
- There is no command line. What changes from job to job is declared in \`butcher.json\`, as JSON Schema:
  \`{"params": {"properties": {"width": {"type": "integer", "default": 3}}}}\`. \`--param width=5\` then sets it, and a
  function that has a parameter \`params\`, such as \`Processor(fragment, params)\`, gets them as a dict by keyword.
- There is no network, no other program and no other process. \`print\` goes to the log.
- Helper files may lie beside the three; import them by their plain names (\`import helpers\`), not relatively.
- A fragment has at most ${formatBytes(fragmentBytes)}, a result ${formatBytes(resultBytes)}. Processing one fragment takes at most ${fragmentSeconds} seconds and
  ${formatBytes(memory)} of memory; recursion goes at most ${recursionDepth} calls deep. Fragments that take a tenth of a second to some
  seconds are best.

## What refuses the package

${list('error')}

## What is only pointed out

${list('warning')}

## Example

${description}

${example.join('\n')}
Check it with \`butcher validate FOLDER\`, see what becomes of the first fragments with \`butcher test FOLDER --data TEXT.txt\`,
and run it with \`butcher run FOLDER --data TEXT.txt\`.
`;
}

function list(severity: 'error' | 'warning'): string {
  return ruleIds
    .filter((id) => ruleTable[id].severity === severity && !ofPacking.includes(id))
    .map((id) => `- ${id}: ${ruleTable[id].title}. ${ruleTable[id].help}`)
    .join('\n');
}

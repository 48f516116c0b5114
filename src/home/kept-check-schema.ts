import { mostFindings } from '../model/finding.ts';
import { count, digest, exactly, nullable, oneOf, ordinal, text } from '../model/record-schemas.ts';

const mostTextCharacters = 64 * 1024;
const place = nullable(ordinal);

const warning = exactly({
  rule: text(64),
  severity: oneOf('warning'),
  message: text(mostTextCharacters),
  help: text(mostTextCharacters),
  file: text(4096),
  ...{ line: place, column: place, endLine: place, endColumn: place },
});

/** A report that is kept: of a package that has no error. */
export const keptCheckSchema = exactly({
  version: oneOf(1),
  key: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  report: exactly(
    {
      findings: { type: 'array', maxItems: mostFindings, items: warning },
      errors: oneOf(0),
      warnings: count,
      refused: oneOf(false),
      loads: exactly({ splitter: digest, processor: digest }),
    },
    'loads',
  ),
});

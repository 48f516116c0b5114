import { mostWorkers } from '../../model/job-limits.ts';
import { type LimitName, limitCatalogue, limitNames } from '../../model/limits.ts';
import { namePattern, nameRule } from '../../model/names.ts';
import { quantityForms } from '../../text/parse-quantity.ts';

/** The sandbox's Python, whose syntax packages are written in. */
export const sandboxPython = '3.13';

const longestDescription = 4096;

/** What the value of a limit looks like, to end a sentence with. */
export function expectedLimit(name: LimitName): string {
  return quantityForms[limitCatalogue[name].unit];
}

/**
 * JSON Schema of `butcher.json`. Each `description` says what is expected there, to end a sentence with.
 * Written out, because loading a schema builder would cost `validate` more time than all its rules together.
 */
export const manifestSchema = {
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: namePattern.source, description: nameRule },
    description: {
      type: 'string',
      // As `maxLength`, which counts characters only with a module that the compiled schema would have to load.
      pattern: /^[\s\S]{0,4096}$/u.source,
      description: `a text of at most ${longestDescription} characters`,
    },
    ordered: { type: 'boolean', description: 'true or false' },
    limits: {
      type: 'object',
      description: 'an object of limits, such as { "fragmentBytes": "4MiB" }',
      additionalProperties: false,
      properties: Object.fromEntries(
        limitNames.map((name) => [name, { type: ['number', 'string'], description: expectedLimit(name) }]),
      ),
    },
    workers: {
      type: 'integer',
      minimum: 1,
      maximum: mostWorkers,
      description: `a whole number from 1 to ${mostWorkers}`,
    },
    /** What is in it, `schemaProblems` looks at. */
    params: {
      type: 'object',
      description: 'an object such as { "properties": { "width": { "type": "integer", "default": 3 } } }',
    },
    python: { const: sandboxPython, description: `"${sandboxPython}", the version that the sandbox has` },
  },
} as const;

/** The keys that `butcher.json` may have, in the order in which they are documented. */
export const manifestKeys: readonly string[] = Object.keys(manifestSchema.properties);

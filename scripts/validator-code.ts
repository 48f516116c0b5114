import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { harnessMessages } from '../src/bridge/message-schemas.ts';

/** A module with one validator for each message, by its type. */
export function harnessMessageCode(): string {
  const types = Object.keys(harnessMessages);
  const ajv = new Ajv2020({
    strict: true,
    // Lengths in UTF-16 units, which are bounds all the same, so that the module needs no other.
    unicode: false,
    logger: false,
    code: { source: true, esm: true, lines: true },
  });
  for (const [type, schema] of Object.entries(harnessMessages)) ajv.addSchema(schema, type);
  const code = standalone.default(ajv, Object.fromEntries(types.map((type) => [type, type])));
  return [
    '// @ts-nocheck',
    '// Written by `npm run validators` from message-schemas.ts: compiled by ajv once, and not at every start.',
    code.replace(/^"use strict";\n?/, ''),
  ].join('\n');
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { harnessMessages } from '../src/bridge/message-schemas.ts';
import { keptCheckSchema } from '../src/home/kept-check-schema.ts';
import { manifestSchema } from '../src/package/manifest/manifest-schema.ts';
import { settings } from '../src/settings/settings.ts';
import { settingsSchema } from '../src/settings/settings-schema.ts';

/** A module with one validator for each message, by its type. */
export function harnessMessageCode(): string {
  return validatorCode(harnessMessages, 'message-schemas.ts');
}

/** A module with the validator of the configuration file. */
export function settingsCode(): string {
  return validatorCode({ validateSettings: settingsSchema(settings) }, 'settings.ts', { allErrors: true });
}

/** A module with the validator of `butcher.json`. */
export function manifestCode(): string {
  const tellAll = { allErrors: true, verbose: true };
  return validatorCode({ validateManifest: manifestSchema }, 'manifest-schema.ts', tellAll);
}

/** A module with the validator of the reports of checks that are kept. */
export function keptCheckCode(): string {
  return validatorCode({ validateKeptCheck: keptCheckSchema }, 'kept-check-schema.ts');
}

function validatorCode(
  schemas: Readonly<Record<string, object>>,
  origin: string,
  telling: { readonly allErrors?: boolean; readonly verbose?: boolean } = {},
): string {
  const names = Object.keys(schemas);
  const ajv = new Ajv2020({
    strict: true,
    ...telling,
    allowUnionTypes: true,
    // Lengths in UTF-16 units, which are bounds all the same, so that the module needs no other.
    unicode: false,
    logger: false,
    code: { source: true, esm: true, lines: true },
  });
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name);
  const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  return [
    '// @ts-nocheck',
    `// Written by \`npm run validators\` from ${origin}: compiled by ajv once, and not at every start.`,
    code.replace(/^"use strict";\n?/, ''),
  ].join('\n');
}

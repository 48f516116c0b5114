import Type from 'typebox';
import { type LimitName, limitNames, limitUnits } from '../limits.ts';
import { namePattern, nameRule } from '../names.ts';

/** The sandbox's Python, whose syntax packages are written in. */
export const sandboxPython = '3.13';

const closed = { additionalProperties: false } as const;
const mostWorkers = 1024;
const longestDescription = 4096;

const expectedByUnit = {
  bytes: 'a size such as 4096, "64KiB" or "16MB"',
  seconds: 'a duration such as 90, "90s" or "5m"',
  count: 'a whole number of at least 1',
  cores: 'a number of cores such as 1 or 0.5',
} as const;

/** What the value of a limit looks like, to end a sentence with. */
export function expectedLimit(name: LimitName): string {
  return expectedByUnit[limitUnits[name]];
}

const limit = (name: LimitName) =>
  Type.Optional(
    Type.Unsafe<number | string>({ type: ['number', 'string'], description: expectedLimit(name) }),
  );

/** `butcher.json`. Each `description` says what is expected there, to end a sentence with. */
export const manifestSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ pattern: namePattern.source, description: nameRule })),
    description: Type.Optional(
      Type.String({
        maxLength: longestDescription,
        description: `a text of at most ${longestDescription} characters`,
      }),
    ),
    ordered: Type.Optional(Type.Boolean({ description: 'true or false' })),
    workers: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: mostWorkers,
        description: `a whole number from 1 to ${mostWorkers}`,
      }),
    ),
    python: Type.Optional(
      Type.Literal(sandboxPython, { description: `"${sandboxPython}", the version that the sandbox has` }),
    ),
    limits: Type.Optional(
      Type.Object(Object.fromEntries(limitNames.map((name) => [name, limit(name)])), {
        ...closed,
        description: 'an object of limits, such as { "fragmentBytes": "4MiB" }',
      }),
    ),
  },
  { ...closed, description: 'an object' },
);

/** The keys that `butcher.json` may have, in the order in which they are documented. */
export const manifestKeys: readonly string[] = Object.keys(manifestSchema.properties);

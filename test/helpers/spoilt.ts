/** What somebody may put in place of any value of a record. */
export const nasty: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  'x'.repeat(70_000),
  '../../../../../../tmp/outside',
  '/../etc/passwd',
  '/a/./b\n/../c',
  'a\u0000b',
  '\u001b[31mred\u202e\n  what to do: nothing',
  'sha256:../..',
  '__proto__',
  [],
  {},
  [[[[]]]],
];

type Path = readonly (string | number)[];

/**
 * Every way to change one field of a record: each value replaced by each of {@link nasty}, left out, or given a
 * sibling.
 */
export function* spoilt<Value extends object>(
  record: Value,
): Generator<{ readonly what: string; readonly value: unknown }> {
  for (const path of paths(record)) {
    for (const [index, value] of nasty.entries())
      yield { what: `${path.join('.')} := nasty ${index}`, value: changed(record, path, () => value) };
    yield { what: `${path.join('.')} left out`, value: changed(record, path, () => undefined) };
  }
  yield { what: 'a field more', value: { ...record, extra: 1 } };
}

function* paths(value: unknown, above: Path = []): Generator<Path> {
  if (above.length > 0) yield above;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value))
    yield* paths(part, [...above, Array.isArray(value) ? Number(key) : key]);
}

function changed(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((part, index) => (index === key ? changed(part, rest, change) : part));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: changed(record[key], rest, change) };
}

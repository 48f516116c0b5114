import { createHash } from 'node:crypto';
import { zipOf } from '../package/helpers/zip-of.ts';

export interface WheelSpec {
  readonly name: string;
  readonly version?: string;
  /** `py3-none-any` unless given. */
  readonly tag?: string;
  /** `Requires-Dist`. */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** By path; a module named like the wheel unless given. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

export interface Wheel {
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** A wheel as a build tool makes it, but for the hashes in RECORD, which installing does not look at. */
export function wheelOf(spec: WheelSpec): Wheel {
  const { name, version = '1.0', tag = 'py3-none-any', requires = [], requiresPython } = spec;
  const info = `${name}-${version}.dist-info`;
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === undefined ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requires.map((one) => `Requires-Dist: ${one}`),
  ];
  const files: Record<string, string | Buffer> = {
    ...(spec.files ?? { [`${name}.py`]: `VALUE = "${name} ${version}"\n` }),
    [`${info}/METADATA`]: `${metadata.join('\n')}\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  };
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `"${path}",,\n`).join('');
  const bytes = zipOf(
    Object.entries({ ...files, [`${info}/RECORD`]: record }).map(([path, content]) => ({
      name: path,
      content: typeof content === 'string' ? Buffer.from(content) : content,
    })),
  );
  return {
    name,
    file: `${name}-${version}-${tag}.whl`,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

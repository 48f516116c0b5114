import { execa } from 'execa';

/** The environment by which butcher takes libraries from where this machine's pip does. */
export type PipEnvironment = Readonly<Record<string, string>>;

/** Reads pip's own configuration: files and environment, the latter first. No value of it is shown. */
export async function pipSettings(): Promise<PipEnvironment> {
  const { stdout } = await execa('python3', ['-m', 'pip', 'config', 'list']);
  const found = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const [, place, key, value] = /^(global|user|site|install|:env:)\.([a-z-]+)='(.*)'$/.exec(line) ?? [];
    if (key !== undefined && (place === ':env:' || !found.has(key))) found.set(key, value!);
  }
  const given = (variable: string, key: string) => (found.has(key) ? { [variable]: found.get(key)! } : {});
  return { ...given('BUTCHER_PIP_INDEX_URL', 'index-url'), ...given('BUTCHER_PIP_CERT', 'cert') };
}

import { execa } from 'execa';
import { thisChief } from '../../src/runtime/chief-identity.ts';
import { labels } from '../../src/runtime/labels.ts';

/** Ids of the containers that chiefs of `home` have now, asked of the engine by its own command. */
export async function containersOf(home: string): Promise<string[]> {
  const format = `{{.ID}} {{.Label "${labels.chief}"}}`;
  const { stdout } = await execa('docker', [
    'ps',
    '-a',
    '--no-trunc',
    '--filter',
    `label=${labels.chief}`,
    '--format',
    format,
  ]);
  return stdout
    .split('\n')
    .map((line) => line.split(' ') as [string, string])
    .filter(([, chief]) => chief?.startsWith(`${thisChief(home).home}.`))
    .map(([id]) => id);
}

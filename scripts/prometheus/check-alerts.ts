import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const tests = fileURLToPath(new URL('alerts.test.yml', import.meta.url));

/**
 * Holds the alerts of a folder against promtool's checks and has each fire in its test. Returns how many there are;
 * throws what promtool says, and for an alert without a test.
 */
export async function checkAlerts(operate: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-alerts-'));
  try {
    const rules = join(operate, 'prometheus-alerts.yml');
    await copyFile(rules, join(folder, 'prometheus-alerts.yml'));
    await copyFile(tests, join(folder, 'alerts.test.yml'));
    await execa('promtool', ['check', 'rules', 'prometheus-alerts.yml'], { cwd: folder });
    await execa('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: folder });
    const [told, tested] = [await readFile(rules, 'utf8'), await readFile(tests, 'utf8')];
    const names = [...told.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
    const untested = names.filter((name) => !tested.includes(`alertname="${name}"`));
    if (names.length === 0 || untested.length > 0) throw new Error(`no test has ${untested} fire`);
    return names.length;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

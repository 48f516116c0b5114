// Holds the alerts against promtool's checks and their own tests, and has a real Prometheus read a chief: Debian's
// package `prometheus` has both programs.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sampleProgram } from '../test/helpers/sample-program.ts';
import { ServedChief } from '../test/helpers/served-chief.ts';
import { HttpFixture } from '../test/http/http-fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const patienceMs = 60_000;

interface Answer {
  readonly data: {
    readonly result?: readonly { readonly metric: object; readonly value: readonly [number, string] }[];
    readonly groups?: readonly {
      readonly rules: readonly { readonly name: string; readonly health: string }[];
    }[];
  };
}

const folder = await mkdtemp(join(tmpdir(), 'butcher-prometheus-'));
const served = await ServedChief.start({ programs: { sample: sampleProgram('sample', 5) } });
const http = await HttpFixture.over(served.chief, served.home);
try {
  for (const file of ['docs/operate/prometheus-alerts.yml', 'scripts/prometheus/alerts.test.yml'])
    await copyFile(join(root, file), join(folder, file.split('/').at(-1)!));
  const promtool = (...args: string[]) => execa('promtool', args, { cwd: folder, stdio: 'inherit' });
  await promtool('check', 'rules', 'prometheus-alerts.yml');
  await promtool('test', 'rules', 'alerts.test.yml');
  await scrape();
} finally {
  await served.chief.stop();
  await http.remove();
  await rm(folder, { recursive: true, force: true });
}

/** Has Prometheus read the chief as docs/operate/prometheus.yml says, with its address and token put in. */
async function scrape(): Promise<void> {
  const chief = new URL(await http.parts.app.listen({ host: '127.0.0.1', port: 0 }));
  await writeFile(join(folder, 'token'), http.parts.tokens.root, { mode: 0o600 });
  const shipped = await readFile(join(root, 'docs/operate/prometheus.yml'), 'utf8');
  const config = shipped
    .replaceAll('15s', '1s')
    .replace('/etc/prometheus/butcher.token', join(folder, 'token'))
    .replace('127.0.0.1:7878', chief.host);
  await writeFile(join(folder, 'prometheus.yml'), config);
  await execa('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder, stdio: 'inherit' });
  const ann = await served.account('ann');
  await served.ended(ann, (await served.submit(ann, 'sample')).id);
  const args = [
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=data',
    '--web.listen-address=127.0.0.1:19190',
  ];
  const prometheus = execa('prometheus', args, { cwd: folder, reject: false, stdio: 'ignore' });
  try {
    for (const query of [
      'up{job="butcher"} == 1',
      'butcher_info',
      'butcher_jobs_ended_total{state="done"} == 1',
    ]) {
      const [found] = await answered(query);
      process.stdout.write(`${query}: ${JSON.stringify(found?.metric)} ${found?.value[1]}\n`);
    }
    const rules = await evaluated();
    process.stdout.write(`${rules.length} alerts are evaluated\n`);
  } finally {
    prometheus.kill();
    await prometheus;
  }
}

async function evaluated(): Promise<readonly string[]> {
  for (const since = Date.now(); ; await delay(250)) {
    const rules = (await ask('rules')).data.groups!.flatMap((group) => group.rules);
    if (rules.every(({ health }) => health === 'ok')) return rules.map(({ name }) => name);
    if (Date.now() - since > patienceMs) throw new Error(JSON.stringify(rules));
  }
}

async function answered(query: string): Promise<NonNullable<Answer['data']['result']>> {
  for (const since = Date.now(); ; await delay(250)) {
    const result =
      (await ask(`query?query=${encodeURIComponent(query)}`).catch(() => null))?.data.result ?? [];
    if (result.length > 0) return result;
    if (Date.now() - since > patienceMs) throw new Error(`Prometheus has no answer to ${query}`);
  }
}

async function ask(path: string): Promise<Answer> {
  return (await fetch(`http://127.0.0.1:19190/api/v1/${path}`)).json() as Promise<Answer>;
}

// Holds the alerts against promtool's checks and their own tests, and has a real Prometheus read a chief: Debian's
// package `prometheus` has both programs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issueToken } from '../src/chief/tokens/issue-token.ts';
import { sampleProgram } from '../test/helpers/sample-program.ts';
import { ServedChief } from '../test/helpers/served-chief.ts';
import { HttpFixture } from '../test/http/http-fixture.ts';
import { checkAlerts } from './prometheus/check-alerts.ts';
import { Prometheus } from './prometheus/prometheus.ts';

const operate = fileURLToPath(new URL('../docs/operate', import.meta.url));
const served = await ServedChief.start({ programs: { sample: sampleProgram('sample', 5) } });
const http = await HttpFixture.over(served.chief, served.home);
try {
  process.stdout.write(`${await checkAlerts(operate)} alerts, each of which fired\n`);
  await scrape();
} finally {
  await served.chief.stop();
  await http.remove();
}

/** Has Prometheus read the chief as docs/operate/prometheus.yml says. */
async function scrape(): Promise<void> {
  const chief = await http.parts.app.listen({ host: '127.0.0.1', port: 0 });
  const wanted = { account: 'prometheus', admin: false, expiresAtMs: null, scopes: ['metrics'] as const };
  const issued = await issueToken(served.home.store, wanted, { actor: 'chief', atMs: Date.now() });
  if (issued.kind === 'refused') throw new Error(issued.message);
  const ann = await served.account('ann');
  await served.ended(ann, (await served.submit(ann, 'sample')).id);
  const prometheus = await Prometheus.start({
    ...{ chief, token: issued.token.text },
    config: await readFile(join(operate, 'prometheus.yml'), 'utf8'),
    rules: await readFile(join(operate, 'prometheus-alerts.yml'), 'utf8'),
  });
  try {
    for (const query of [
      'up{job="butcher"} == 1',
      'butcher_info',
      'butcher_jobs_ended_total{state="done"} == 1',
    ]) {
      const [found] = await prometheus.answered(query);
      process.stdout.write(`${query}: ${JSON.stringify(found?.metric)} ${found?.value[1]}\n`);
    }
    process.stdout.write(`${(await prometheus.evaluated()).length} alerts are evaluated\n`);
  } finally {
    await prometheus.stop();
  }
}

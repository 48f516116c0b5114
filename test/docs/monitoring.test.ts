import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { HttpFixture } from '../http/http-fixture.ts';

const read = (name: string) => readFile(new URL(`../../docs/operate/${name}`, import.meta.url), 'utf8');

describe('alerts and dashboard', () => {
  let http: HttpFixture;
  let served: string;
  before(async () => {
    http = await HttpFixture.make();
    served = (await http.ask('root', 'GET /metrics')).body;
  });
  after(() => http.remove());

  for (const file of ['prometheus-alerts.yml', 'grafana-dashboard.json'])
    it(`read only what a chief tells from the beginning: ${file}`, async () => {
      const names = new Set((await read(file)).match(/\bbutcher_[a-z_]+/g));
      assert.ok(names.size >= 10);
      for (const name of names) assert.match(served, new RegExp(`^${name}(\\{|_bucket|_count| )`, 'm'), name);
    });

  it('have each alert tested', async () => {
    const alerts = [...(await read('prometheus-alerts.yml')).matchAll(/alert: (\w+)/g)].map(
      ([, name]) => name!,
    );
    const tests = await readFile(
      new URL('../../scripts/prometheus/alerts.test.yml', import.meta.url),
      'utf8',
    );
    assert.ok(alerts.length >= 10);
    for (const name of alerts) assert.ok(tests.includes(`alertname="${name}"`), name);
  });

  it('see requests by route and status, the first failure of each included', async () => {
    assert.match(
      served,
      /^butcher_http_requests_total\{method="GET",route="\/api\/v1\/jobs",status="500"\} 0$/m,
    );
    await http.ask('ann', 'GET /api/v1/jobs');
    await http.ask('ann', 'GET /api/v1/jobs/nothing');
    await http.parts.app.inject({ method: 'PROPFIND' as 'GET', url: '/a', headers: { host: 'localhost' } });
    const { body } = await http.ask('root', 'GET /metrics');
    for (const line of [
      'butcher_http_requests_total{method="GET",route="/api/v1/jobs",status="200"} 1',
      'butcher_http_requests_total{method="GET",route="/api/v1/jobs/:id",status="404"} 1',
      'butcher_http_requests_total{method="other",route="none",status="501"} 1',
      'butcher_http_request_seconds_count{route="/api/v1/jobs"} 1',
      'butcher_ready 1',
      'butcher_hold{what="disk"} 0',
      'butcher_jobs_ended_total{state="done"} 0',
      'butcher_store_errors_total 0',
      'butcher_oldest_queued_seconds 1.5',
      'butcher_account_bytes{account="ann",kind="jobs"} 0',
      'butcher_nodes{state="ready"} 1',
      'butcher_nodes{state="down"} 0',
      'butcher_node_slots{node="alpha"} 2',
      'butcher_node_workers{node="alpha"} 1',
      'butcher_node_sent_bytes_total{node="alpha"} 9',
      'butcher_node_received_bytes_total{node="alpha"} 4',
      'butcher_workers_lost_total 0',
      'butcher_dial_ins_refused_total{reason="key"} 0',
    ])
      assert.ok(body.split('\n').includes(line), line);
    assert.match(body, /^butcher_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    assert.doesNotMatch(
      body,
      /butcher_http_request_seconds_count\{route="[^"]*(events|results)"\}/,
      'held open',
    );
  });
});

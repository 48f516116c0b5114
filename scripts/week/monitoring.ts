import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkAlerts } from '../prometheus/check-alerts.ts';
import { Prometheus } from '../prometheus/prometheus.ts';
import { InstalledChief } from './installed-chief.ts';
import type { Machine } from './machine.ts';
import { numbersTar } from './packages.ts';

/** Prometheus as it is shipped reads a chief with a token that may do nothing else; each alert fires in its test. */
export async function monitoring(machine: Machine): Promise<string> {
  const chief = await InstalledChief.start(machine, { home: 'watched' });
  const ann = await chief.client('ann');
  const small = { word: 'seen', fragments: 3, seconds: 0 };
  const { id } = await ann.submit(await ann.upload('numbers', await numbersTar(small)));
  await ann.ended(id);
  const token = await chief.token('prometheus', '--scope', 'metrics');
  const operate = join(machine.installed, 'docs/operate');
  const alerts = await checkAlerts(operate);
  const config = await readFile(join(operate, 'prometheus.yml'), 'utf8');
  const rules = await readFile(join(operate, 'prometheus-alerts.yml'), 'utf8');
  const prometheus = await Prometheus.start({ chief: chief.address, token, config, rules });
  machine.undo.add(() => prometheus.stop());
  await prometheus.answered('up{job="butcher"} == 1');
  const [done] = await prometheus.answered('butcher_jobs_ended_total{state="done"} == 1');
  const evaluated = await prometheus.evaluated();
  const firing = await prometheus.firing();
  if (firing.length > 0) throw new Error(`on a healthy chief ${firing} fire`);
  await prometheus.stop();
  return `${alerts} alerts fired once each; ${evaluated.length} evaluated and quiet, ${done!.value[1]} job counted`;
}

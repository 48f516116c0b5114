import { composeDiagnoses } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import type { Diagnosis } from '../../runtime/diagnosis.ts';
import { inertJson, inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { type Style, styleFor } from '../display/style.ts';
import type { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { diagnoseHome } from './diagnose-home.ts';
import { diagnoseNode } from './diagnose-node.ts';

const colors = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Looks, prints and returns the exit code: 4 where jobs cannot run, else 0. */
export async function doctorCommand(flags: { readonly json?: true }, io: CliIo): Promise<ExitCode> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const diagnoses = [
    diagnoseNode(process.versions.node),
    ...(await diagnoseHome(config.home)),
    ...(await composeDiagnoses(config, io.env)),
  ];
  const ready = diagnoses.every(({ status }) => status !== 'fail');
  if (flags.json === true)
    io.stdout.write(`${inertJson(JSON.stringify({ type: 'doctor', ready, checks: diagnoses }))}\n`);
  else io.stdout.write(doctorText(diagnoses, ready, styleFor(io.stdout, io.env)));
  return ready ? 0 : 4;
}

/** One line per check, the remedy below it. */
export function doctorText(diagnoses: readonly Diagnosis[], ready: boolean, style: Style): string {
  const width = Math.max(...diagnoses.map(({ subject }) => subject.length));
  const lines = diagnoses.flatMap(({ subject, status, detail, remedy }) => [
    `${style(colors[status], status.padEnd(4))}  ${subject.padEnd(width)}  ${inertLine(detail)}`,
    ...(remedy === null ? [] : [`${' '.repeat(width + 8)}${inertLine(remedy)}`]),
  ]);
  const verdict = ready ? 'Jobs can run on this machine.' : 'Jobs cannot run on this machine yet.';
  return `${lines.join('\n')}\n${style('bold', verdict)}\n`;
}

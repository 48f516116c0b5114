import { startSwarm } from '../../helpers/swarm/start-swarm.ts';
import { Undo } from '../../helpers/undo.ts';
import { clusterFaults } from '../cluster/cluster-faults.ts';
import type { SufferedFault } from '../cluster/disturbed-job.ts';
import { runDisturbed, undisturbed } from '../cluster/run-disturbed.ts';
import { slowProcessor } from '../packages.ts';
import { shuffle } from '../random.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

export interface ClusterSettings extends CampaignSettings {
  /** Faults. */
  readonly count: number;
  /** `26.1`: Debian 13's Docker, unpacked beside that of this machine. */
  readonly engine: string;
}

/** Promised of a machine that is lost, in seconds. */
const bounds = { fenced: 6, replaced: 15 };

/**
 * Three machines lose power, are cut off, drained and killed in part, their chief is killed, stalls and goes on: every
 * job must end in the bytes of plain Python, without a try, and leave nothing on any machine.
 */
export async function clusterPart(settings: ClusterSettings): Promise<PartOutcome> {
  const { say, count, engine } = settings;
  const undo = new Undo({ onSignals: true });
  try {
    const tar = await undisturbed();
    const cluster = await startSwarm(engine, undo);
    say(`three machines on Docker ${(await cluster.manager.docker.version()).Version}`);
    const faults = planned(count, settings.random);
    const suffered: SufferedFault[] = [];
    let jobs = 0;
    let wrong = 0;
    while (suffered.length < count && faults.length > 0) {
      jobs += 1;
      const onFault = (fault: SufferedFault) => {
        suffered.push(fault);
        say(`${suffered.length}/${count} ${describe(fault)}`);
      };
      const { random } = settings;
      const processor = slowProcessor;
      const onForgotten = (containers: number) => {
        if (containers > 0)
          say(`${containers} ended containers removed, which a killed engine may have forgotten`);
      };
      const told = await runDisturbed({
        cluster,
        processor,
        faults,
        tar,
        undo,
        random,
        onFault,
        onForgotten,
      });
      say(`job ${jobs}: ${told ?? 'same bytes, nothing left'}`);
      if (told !== null) wrong += 1;
    }
    say(tableOf(suffered));
    return {
      passed: wrong === 0,
      told: `${suffered.length} faults on three machines, ${jobs - wrong} of ${jobs} jobs with the bytes of plain Python; ${tellBounds(suffered)}`,
    };
  } finally {
    await undo.all();
  }
}

/** All kinds equally often, in any order. */
function planned(count: number, random: () => number) {
  const faults = Array.from({ length: count }, (_, index) => clusterFaults[index % clusterFaults.length]!);
  shuffle(faults, random);
  return faults;
}

function describe(fault: SufferedFault): string {
  const { name, node, heldSeconds, taken, fencedSeconds, replacedSeconds } = fault;
  const held = `${name} (${node.slice(-1)}, ${heldSeconds.toFixed(1)} s)`;
  return `${held}: ${taken} workers, fenced ${seconds(fencedSeconds)}, replaced ${seconds(replacedSeconds)}`;
}

function tableOf(suffered: readonly SufferedFault[]): string {
  const rows = clusterFaults.flatMap(({ name }) => {
    const faults = suffered.filter((fault) => fault.name === name);
    if (faults.length === 0) return [];
    const spread = (values: readonly (number | null)[]) => {
      const known = values.filter((value) => value !== null).sort((a, b) => a - b);
      return known.length === 0 ? '–' : `${seconds(known[known.length >> 1]!)}, ${seconds(known.at(-1)!)}`;
    };
    const fenced = spread(faults.map(({ fencedSeconds }) => fencedSeconds));
    const replaced = spread(faults.map(({ replacedSeconds }) => replacedSeconds));
    return [[name, String(faults.length), fenced, replaced]];
  });
  const head = ['fault', 'times', 'fenced: median, longest', 'replaced: median, longest'];
  return [head, ...rows]
    .map(([what, ...figures]) => `${what!.padEnd(28)}${figures.map((text) => text.padStart(26)).join('')}`)
    .join('\n');
}

/** Only where the machine stayed away for longer than it takes to notice, and somebody was at work there. */
function tellBounds(suffered: readonly SufferedFault[]): string {
  const lost = suffered.filter(({ name, heldSeconds, taken }) => {
    const fault = clusterFaults.find((each) => each.name === name)!;
    return fault.takes.startsWith('those') && fault.loses && taken > 0 && heldSeconds > bounds.replaced;
  });
  const fenced = lost.flatMap(({ fencedSeconds }) => fencedSeconds ?? []);
  // The others' jobs were over first.
  const replaced = lost.flatMap(({ replacedSeconds }) => replacedSeconds ?? []);
  const within = (all: readonly number[], bound: number) =>
    `${all.filter((value) => value <= bound).length} of ${all.length}`;
  const soon = within(fenced, bounds.fenced + 1);
  return (
    `${lost.length} times workers lost their machine for more than ${bounds.replaced} s: ${soon} were fenced within ` +
    `${bounds.fenced} s and the second in which that is seen, ${within(replaced, bounds.replaced)} replaced within ${bounds.replaced} s`
  );
}

function seconds(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(1)} s`;
}

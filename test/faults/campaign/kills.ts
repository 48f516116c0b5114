import { beginBehindProxy, engineCalls, killAtCall } from '../engine-kills.ts';
import { describeFault, type Fault } from '../fault.ts';
import { killAfterDelay } from '../kill-after-delay.ts';
import { shuffle } from '../random.ts';
import { everyKill, type Faultless, recoverySteps, runFaultless, someKill } from '../steps.ts';
import { type Mishap, Trial, type TrialOptions } from '../trial.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

export interface KillSettings extends CampaignSettings {
  /** Kills at random moments. */
  readonly kills: number;
  /** Also one before and one after every step. */
  readonly steps: boolean;
}

/** Where the recoveries are begun whose every step is met: some results are kept, most are not. */
const interruption: Fault = { kind: 'kill-after', step: 'writev home/jobs/ID/journal', nth: 5 };

/** One job, and what befalls its chiefs one after the other. */
interface Plan {
  readonly what: string;
  readonly begin: () => Promise<{ trial: Trial; mishaps: readonly Mishap[]; close: () => Promise<void> }>;
}

/**
 * Kills the chief at every step of a run and of a recovery, at every call to the engine, and at random moments, often
 * twice in a row: the results must be those of a run that nothing befell, and nothing may be left.
 */
export async function killsPart(settings: KillSettings): Promise<PartOutcome> {
  const { runtime, random, say, kills } = settings;
  const options: TrialOptions = { package: 'chained', runtime };
  const startedAt = performance.now();
  const faultless = await runFaultless(options);
  const faultlessMs = performance.now() - startedAt;
  say(
    `faultless: ${faultless.tar.length} bytes, ${faultless.steps.size} steps, ${(faultlessMs / 1000).toFixed(1)} s`,
  );

  const plans: Plan[] = [];
  if (settings.steps) {
    for (const fault of everyKill(faultless.steps, random)) plans.push(plan(options, [fault]));
    for (const fault of everyKill(await recoverySteps(options, interruption), random))
      plans.push(plan(options, [interruption, fault]));
    if (runtime === 'docker') plans.push(...(await callPlans(options, random)));
  }
  for (let kill = 0; kill < kills; kill += 1) {
    const once = () =>
      random() < 0.5 ? killAfterDelay(random() * faultlessMs) : someKill(faultless.steps, random);
    plans.push(plan(options, random() < 0.4 ? [once(), once()] : [once()]));
  }

  // In any order, so that a campaign that is broken off has met something of everything.
  shuffle(plans, random);

  let same = 0;
  let killed = 0;
  for (const [index, each] of plans.entries()) {
    const told = await attempt(each, faultless);
    if (told.failure === null) same += 1;
    killed += told.killed;
    const place = `${index + 1}/${plans.length}`;
    say(
      told.failure === null
        ? `${place} same bytes, ${told.killed} killed: ${each.what}`
        : `${place} FAILED: ${each.what}\n${told.failure}`,
    );
  }
  return {
    passed: same === plans.length,
    told: `${same} of ${plans.length} trials (${killed} chiefs killed) ended in the faultless bytes, ${runtime}`,
  };
}

async function attempt(
  { what, begin }: Plan,
  { tar }: Faultless,
): Promise<{ readonly failure: string | null; readonly killed: number }> {
  const { trial, mishaps, close } = await begin();
  try {
    const ends = await trial.survive(mishaps);
    await trial.assertOutcome(tar, what);
    await trial.end();
    return { failure: null, killed: ends.filter(({ exitCode }) => exitCode === null).length };
  } catch (error) {
    return { failure: `kept in ${trial.root}\n${(error as Error).message}`, killed: 0 };
  } finally {
    await close();
  }
}

function plan(options: TrialOptions, mishaps: readonly Mishap[]): Plan {
  return {
    what: mishaps
      .map((mishap) => (typeof mishap === 'object' ? describeFault(mishap) : mishap.name))
      .join(', then '),
    begin: async () => ({ trial: await Trial.begin(options), mishaps, close: async () => {} }),
  };
}

/** From creating the containers to removing them: before and after some time of every call. */
async function callPlans(options: TrialOptions, random: () => number): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const [call, times] of await engineCalls(options))
    for (const when of ['before', 'after'] as const) {
      const nth = 1 + Math.floor(random() * times);
      plans.push({
        what: `kill -9 ${when} ${call}:${nth}`,
        begin: async () => {
          const { trial, proxy } = await beginBehindProxy(options);
          return { trial, mishaps: [killAtCall(proxy, when, call, nth)], close: () => proxy.close() };
        },
      });
    }
  return plans;
}

import { describeFault } from '../fault.ts';
import { type Mend, mendingSteps, mends, surviveMending } from '../mended-trial.ts';
import { shuffle } from '../random.ts';
import { everyKill } from '../steps.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

/**
 * Kills the chief at every step of going on with mended code: every result must be merged once, and by the code that
 * is right for it.
 */
export async function mendsPart({ runtime, random, say }: CampaignSettings): Promise<PartOutcome> {
  const plans = [];
  for (const mend of Object.keys(mends) as Mend[])
    for (const fault of everyKill(await mendingSteps(mend, runtime), random)) plans.push({ mend, fault });
  shuffle(plans, random);
  let survived = 0;
  for (const [index, { mend, fault }] of plans.entries()) {
    const what = `${index + 1}/${plans.length} ${mend} mended, ${describeFault(fault)}`;
    try {
      await surviveMending(mend, runtime, [fault]);
      survived += 1;
      say(`${what}: merged once`);
    } catch (error) {
      say(`${what}: FAILED\n${(error as Error).message}`);
    }
  }
  return {
    passed: survived === plans.length,
    told: `${survived} of ${plans.length} kills while going on with mended code survived, ${runtime}`,
  };
}

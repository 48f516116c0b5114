import type { ServeSettings } from '../settings/serve-settings.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * What the operator of a chief decides. `limits` is what jobs get unless they ask otherwise; they may only ask for
 * less, except for memory up to `memoryCap`. `ociRuntime` is what they get unless they ask; null: the engine's
 * default. `checks` is how strictly packages are checked.
 */
export type ChiefSettings = ServeSettings & Pick<Settings, 'limits' | 'ociRuntime' | 'checks'>;

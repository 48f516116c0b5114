import type { GivenLimits } from '../limit-option.ts';

export const reportFormats = ['pretty', 'json', 'sarif', 'github'] as const;

export interface ValidateFlags {
  readonly format: (typeof reportFormats)[number];
  readonly strict?: true;
  readonly engine: 'own' | 'swarm';
  readonly limit: GivenLimits;
}

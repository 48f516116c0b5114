/**
 * Failure codes that a frame alone can lead to, before anything of it is believed. `internal`: the harness is not the
 * one that belongs to this chief, which no user code is to blame for.
 */
export type BridgeFaultCode =
  | 'protocol'
  | 'internal'
  | 'fragment-too-large'
  | 'result-too-large'
  | 'too-many-fragments'
  | 'too-much-data';

/** The other side said something it may not say. The session ends; nothing of the frame is used. */
export class BridgeFault extends Error {
  override readonly name = 'BridgeFault';
  constructor(
    readonly code: BridgeFaultCode,
    message: string,
    readonly detail: {
      readonly fragment?: number;
      readonly limit?: string;
      readonly observed?: number;
    } = {},
  ) {
    super(message);
  }
}

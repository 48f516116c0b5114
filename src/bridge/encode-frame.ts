import type { ChiefMessage } from './messages.ts';

/** The line of a frame, newline included. Payload parts, if the message declares `bytes`, are to follow it at once. */
export function encodeLine(message: ChiefMessage): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\n`, 'utf8');
}

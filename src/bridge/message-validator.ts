import type { ValidateFunction } from 'ajv';
import { BridgeFault } from './bridge-fault.ts';
import * as generated from './generated/harness-message.ts';
import type { HarnessMessage } from './messages.ts';
import { decodeSizes } from './sizes.ts';

type Numbered = { readonly sizes?: unknown; readonly crcs?: unknown };

const validators: ReadonlyMap<string, ValidateFunction<Numbered>> = new Map(
  Object.entries(generated as unknown as Record<string, ValidateFunction<Numbered>>),
);

/** A parsed line as a harness message. Throws BridgeFault `protocol` for an unknown type or a wrong shape. */
export function harnessMessage(line: unknown): HarnessMessage {
  const type = typeof line === 'object' && line !== null && 'type' in line ? line.type : undefined;
  const validate = typeof type === 'string' ? validators.get(type) : undefined;
  if (validate === undefined) throw new BridgeFault('protocol', `unknown message type ${excerpt(type)}`);
  if (validate(line)) {
    if (typeof line.sizes !== 'string') return line as HarnessMessage;
    const sizes = decodeSizes(line.sizes);
    if (sizes === null) throw new BridgeFault('protocol', `${String(type)}/sizes: no sizes`);
    if (typeof line.crcs !== 'string') return Object.assign(line, { sizes }) as HarnessMessage;
    const crcs = decodeSizes(line.crcs);
    if (crcs?.length !== sizes.length)
      throw new BridgeFault('protocol', `${String(type)}/crcs: not one for each size`);
    return Object.assign(line, { sizes, crcs }) as HarnessMessage;
  }
  const error = validate.errors?.[0];
  throw new BridgeFault(
    'protocol',
    `${String(type)}${error?.instancePath ?? ''}: ${error?.message ?? 'wrong shape'}`,
  );
}

function excerpt(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 60);
}

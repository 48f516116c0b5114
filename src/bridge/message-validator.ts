import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { BridgeFault } from './bridge-fault.ts';
import { chiefMessages, type HarnessMessage, type HarnessMessageType, harnessMessages } from './messages.ts';

/** Compiled validators of every message, from the schemas in messages.ts. Compile once and share. */
export class MessageValidator {
  private readonly harness: ReadonlyMap<string, ValidateFunction>;
  private readonly chief: ReadonlyMap<string, ValidateFunction>;

  constructor() {
    const ajv = new Ajv2020({ allErrors: false, strict: true });
    const compile = (schemas: Readonly<Record<string, object>>) =>
      new Map(Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]));
    this.harness = compile(harnessMessages);
    this.chief = compile(chiefMessages);
  }

  /** A parsed line as a harness message. Throws BridgeFault `protocol` for an unknown type or a wrong shape. */
  harnessMessage(line: unknown): HarnessMessage {
    return this.validate(this.harness, line) as HarnessMessage;
  }

  /** The same for what a chief says; used by tests that play the harness. */
  chiefMessage(line: unknown): unknown {
    return this.validate(this.chief, line);
  }

  private validate(validators: ReadonlyMap<string, ValidateFunction>, line: unknown): unknown {
    const type = typeof line === 'object' && line !== null && 'type' in line ? line.type : undefined;
    const validate = typeof type === 'string' ? validators.get(type as HarnessMessageType) : undefined;
    if (validate === undefined) throw new BridgeFault('protocol', `unknown message type ${excerpt(type)}`);
    if (!validate(line)) {
      const error = validate.errors?.[0];
      throw new BridgeFault(
        'protocol',
        `${String(type)}${error?.instancePath ?? ''}: ${error?.message ?? 'wrong shape'}`,
      );
    }
    return line;
  }
}

function excerpt(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 60);
}

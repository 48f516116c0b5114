/** The parameters of a job: values that JSON can hold, by name. */
export type Params = Readonly<Record<string, unknown>>;

export type ParamType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

/** As much of JSON Schema as a package may describe a parameter with. */
export interface ParamSchema {
  readonly type?: ParamType | readonly ParamType[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: ParamSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, ParamSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

/** `params` of a `butcher.json`: the schema of an object that has these parameters and no others. */
export type DeclaredParams = Pick<
  ParamSchema,
  'type' | 'title' | 'description' | 'properties' | 'required' | 'additionalProperties'
>;

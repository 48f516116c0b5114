import { expectedValue } from '../../../../src/params/expected-value.ts';
import type { DeclaredParams, ParamSchema } from '../../../../src/params/params.ts';
import { block, line } from '../../show/inert.ts';

/** A field for each parameter that the package declares, with what it takes and its default. */
export function ParamFields({
  declared,
  values,
  onChange,
}: {
  readonly declared: DeclaredParams;
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (name: string, text: string) => void;
}) {
  const schemas = Object.entries(declared.properties ?? {});
  return (
    <div class="fields">
      {schemas.map(([name, schema]) => {
        const hint = [schema.description, `Takes ${expectedValue(schema)}.`].filter(Boolean).join(' ');
        return (
          <label key={name} class="field">
            <span>
              {line(schema.title ?? name)}
              {declared.required?.includes(name) === true && schema.default === undefined ? ' *' : ''}
            </span>
            <ParamField schema={schema} text={values[name] ?? ''} onText={(text) => onChange(name, text)} />
            <small>{block(hint)}</small>
          </label>
        );
      })}
    </div>
  );
}

function ParamField({
  schema,
  text,
  onText,
}: {
  readonly schema: ParamSchema;
  readonly text: string;
  readonly onText: (text: string) => void;
}) {
  const choices = schema.enum ?? (schema.type === 'boolean' ? [true, false] : null);
  const shownDefault = schema.default === undefined ? 'no default' : JSON.stringify(schema.default);
  if (choices !== null)
    return (
      <select value={text} onChange={({ currentTarget }) => onText(currentTarget.value)}>
        <option value="">{line(shownDefault)}</option>
        {choices.map((choice) => {
          const value = typeof choice === 'string' ? choice : JSON.stringify(choice);
          return (
            <option key={value} value={value}>
              {line(value)}
            </option>
          );
        })}
      </select>
    );
  return (
    <input
      value={text}
      placeholder={line(shownDefault)}
      spellcheck={false}
      maxLength={32_000}
      onInput={({ currentTarget }) => onText(currentTarget.value)}
    />
  );
}

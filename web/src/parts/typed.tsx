import { useEffect, useRef } from 'preact/hooks';

/** So long nothing was typed before a text counts. */
const typedMs = 300;

/** A field of a filter, whose text counts once typing pauses; with `digits` only those count. */
export function Typed({
  label,
  onTyped,
  value = '',
  digits = false,
  most = 100,
}: {
  readonly label: string;
  readonly onTyped: (text: string) => void;
  readonly value?: string;
  readonly digits?: boolean;
  /** Characters. */
  readonly most?: number;
}) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label>
      {label}{' '}
      <input
        type="search"
        class={digits ? 'digits' : ''}
        inputMode={digits ? 'numeric' : 'text'}
        defaultValue={value}
        maxLength={digits ? 15 : most}
        spellcheck={false}
        onInput={({ currentTarget }) => {
          clearTimeout(timer.current);
          const text = digits ? currentTarget.value.replace(/\D/g, '') : currentTarget.value;
          timer.current = setTimeout(() => onTyped(text), typedMs);
        }}
      />
    </label>
  );
}

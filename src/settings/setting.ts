import { readAddressRange } from '../text/address-range.ts';
import { exactQuantity } from '../text/exact-quantity.ts';
import { inertLine } from '../text/inert-text.ts';
import { parseQuantity, type QuantityUnit, quantityForms } from '../text/parse-quantity.ts';
import { subnetFault } from './subnet.ts';

const longestShown = 80;

/** One thing that the configuration file decides. */
export interface Setting<Value> {
  readonly kind: 'setting';
  readonly default: Value;
  /** The same for people; on another machine it may be another value. */
  readonly shownDefault: string;
  /** What it decides: sentences for people, in Markdown. */
  readonly meaning: string;
  /** What a value looks like, to end a sentence with. */
  readonly takes: string;
  /** Never shown, whatever was written for it. */
  readonly secret: boolean;
  /** JSON schema of what may be written in the file. */
  readonly schema: object;
  /** What such a value comes to; null where it is not one after all, which only its units can tell. */
  readonly read: (written: unknown) => Value | null;
  /** Why `read` takes no such value, though the schema does: a clause to end a sentence with. Null: `takes` says it. */
  readonly fault: (written: unknown) => string | null;
}

/** An object of the file, with settings and further groups in it. */
export interface Group<Members extends SettingTable> {
  readonly kind: 'group';
  /** What it is about: sentences for people, in Markdown. */
  readonly meaning: string;
  readonly members: Members;
  /** The reference page that lists its members; null: they are listed with the other settings. */
  readonly page: string | null;
}

export interface SettingTable {
  readonly [name: string]: Setting<unknown> | Group<SettingTable>;
}

/** What the settings of a table come to. */
export type ValuesOf<Table extends SettingTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };
type ValueOf<Entry> =
  Entry extends Setting<infer Value> ? Value : Entry extends Group<infer Members> ? ValuesOf<Members> : never;

interface Described<Value> {
  readonly default: Value;
  readonly meaning: string;
  /** Where the value itself would not say it, as where it depends on the machine. */
  readonly shownDefault?: string;
}

/** Settings and groups under one key. */
export function group<Members extends SettingTable>(
  meaning: string,
  members: Members,
  page: string | null = null,
): Group<Members> {
  return { kind: 'group', meaning, members, page };
}

/** A whole number. */
export function whole(
  given: Described<number> & { readonly least: number; readonly most?: number },
): Setting<number> {
  const { least, most } = given;
  return setting(given, {
    takes: `a whole number ${most === undefined ? `of at least ${least}` : `from ${least} to ${most}`}`,
    schema: { type: 'integer', minimum: least, maximum: most ?? Number.MAX_SAFE_INTEGER },
    shownDefault: exactQuantity('count', given.default),
    read: (written) => written as number,
  });
}

/** A quantity as people write it: with a unit, or a plain number in the unit itself. */
export function quantity(
  given: Described<number> & {
    readonly unit: QuantityUnit;
    readonly least?: number;
    readonly most?: number;
    /** What 0 means, where it may be written. */
    readonly zero?: string;
  },
): Setting<number> {
  const { unit, least = 0, most = Number.POSITIVE_INFINITY, zero } = given;
  const atLeast = least > 0 ? `, at least ${least}` : '';
  const orZero = zero === undefined ? '' : `, or 0 for ${zero}`;
  return setting(given, {
    takes: `${quantityForms[unit]}${atLeast}${Number.isFinite(most) ? `, at most ${most} ${unit}` : ''}${orZero}`,
    schema: { type: ['number', 'string'] },
    shownDefault: exactQuantity(unit, given.default),
    read: (written) => {
      const parsed = parseQuantity(unit, written as number | string, zero !== undefined);
      return parsed === null || parsed < least || parsed > most ? null : parsed;
    },
  });
}

/** Bytes: `4096`, `"64KiB"`, `"16MB"`. */
export function size(given: Described<number> & { readonly most?: number }): Setting<number> {
  return quantity({ ...given, unit: 'bytes' });
}

/** The same, or null where what suits is worked out, as `shownDefault` says. */
export function sizeThatSuits(
  given: Omit<Described<null>, 'default'> & { readonly shownDefault: string },
): Setting<number | null> {
  return { ...size({ ...given, default: 0 }), default: null };
}

/** Seconds: `90`, `"90s"`, `"5m"`, `"14d"`; where `zero` says what it means also `0`, `"0s"` and the like. */
export function duration(
  given: Described<number> & { readonly most?: number; readonly zero?: string },
): Setting<number> {
  return quantity({ ...given, unit: 'seconds' });
}

/** Yes or no. */
export function toggle(given: Described<boolean>): Setting<boolean> {
  return setting(given, {
    takes: 'true or false',
    schema: { type: 'boolean' },
    shownDefault: String(given.default),
    read: (written) => written as boolean,
  });
}

/** One of a few words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  given: Described<NoInfer<Word>>,
): Setting<Word> {
  return setting(given, {
    takes: words.map((word) => `"${word}"`).join(' or '),
    schema: { enum: words },
    shownDefault: given.default,
    read: (written) => written as Word,
  });
}

/** A list of names, which may be empty; of a kind where `takes` and `fits` say so. */
export function names(
  given: Described<readonly string[]> & {
    readonly takes?: string;
    readonly secret?: boolean;
    readonly fits?: (name: string) => boolean;
  },
): Setting<readonly string[]> {
  const { takes = 'a list of names such as ["one", "another"]', secret = false, fits = () => true } = given;
  const unfit = (written: unknown) => (written as readonly string[]).find((name) => !fits(name));
  return setting(given, {
    takes,
    secret,
    schema: { type: 'array', items: { type: 'string', minLength: 1 } },
    shownDefault: given.default.length === 0 ? 'none' : given.default.join(', '),
    read: (written) =>
      unfit(written) === undefined ? Object.freeze([...(written as readonly string[])]) : null,
    fault: (written) => (secret ? null : `${shownName(unfit(written))} is none`),
  });
}

function shownName(name: string | undefined): string {
  return inertLine(JSON.stringify(name?.slice(0, longestShown)));
}

/** A list of addresses, or of ranges of them, which may be empty. */
export function addresses(given: Described<readonly string[]>): Setting<readonly string[]> {
  return names({
    ...given,
    takes: 'a list of addresses such as ["10.0.0.5", "192.168.0.0/16"]',
    fits: (text) => readAddressRange(text) !== null,
  });
}

/** A range of addresses for a network of its own, or null where none is chosen. */
export function subnet(given: Described<string | null>): Setting<string | null> {
  return setting(given, {
    takes: 'a range of IPv4 addresses from /24 up, such as "10.213.0.0/16"',
    schema: { type: 'string', minLength: 1 },
    shownDefault: given.default ?? 'none',
    read: (written) => (subnetFault(written as string) === null ? (written as string) : null),
    fault: (written) => subnetFault(written as string),
  });
}

/** A list of origins of web pages, which may be empty. */
export function origins(given: Described<readonly string[]>): Setting<readonly string[]> {
  return names({
    ...given,
    takes: 'a list of origins such as ["https://lab.example"]',
    fits: (text) => URL.canParse(text) && new URL(text).origin === text,
  });
}

/** Text, or null where there is none; such as `fits` takes. */
export function text(
  given: Described<string | null> & {
    readonly takes: string;
    readonly secret?: boolean;
    readonly fits?: (text: string) => boolean;
  },
): Setting<string | null> {
  const { takes, secret = false, fits = () => true } = given;
  return setting(given, {
    takes,
    secret,
    schema: { type: 'string', minLength: 1 },
    shownDefault: given.default ?? 'none',
    read: (written) => (fits(written as string) ? (written as string) : null),
  });
}

function setting<Value>(
  given: Described<Value>,
  made: Pick<Setting<Value>, 'takes' | 'schema' | 'shownDefault' | 'read'> &
    Partial<Pick<Setting<Value>, 'secret' | 'fault'>>,
): Setting<Value> {
  const { default: value, meaning, shownDefault = made.shownDefault } = given;
  const usual = { kind: 'setting', secret: false, fault: () => null } as const;
  return Object.freeze({ ...usual, ...made, default: value, meaning, shownDefault });
}

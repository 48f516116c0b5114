import { type ReadonlySignal, signal } from '@preact/signals';

export type ThemeName = 'system' | 'light' | 'dark';

const themeKey = 'butcher.theme';
const names: readonly ThemeName[] = ['system', 'light', 'dark'];

/** Light or dark, as the system has it until somebody wants otherwise; that is the one thing kept for longer. */
export class Theme {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #root: HTMLElement;
  readonly #name = signal<ThemeName>('system');

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, root: HTMLElement) {
    this.#storage = storage;
    this.#root = root;
    this.#set(names.find((name) => name === storage.getItem(themeKey)) ?? 'system');
  }

  get name(): ReadonlySignal<ThemeName> {
    return this.#name;
  }

  /** Goes on to the next of system, light, dark. */
  turn(): void {
    const next = names[(names.indexOf(this.#name.value) + 1) % names.length]!;
    this.#storage.setItem(themeKey, next);
    this.#set(next);
  }

  #set(name: ThemeName): void {
    this.#name.value = name;
    if (name === 'system') delete this.#root.dataset.theme;
    else this.#root.dataset.theme = name;
  }
}

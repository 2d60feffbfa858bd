/**
 * What a person chose for this browser, kept on the shelf and reflected on the root element, where the tokens read
 * it. Options of an embedding address stand above what was kept and are never kept themselves.
 */
import { frames } from '../charts/frame';
import { CHOICE_IDS, choicesFrom, type ChoiceId, type Choices, type OptionOf } from './choices';
import { reading } from './reading.svelte';
import type { Shelf } from './shelf';

export type Theme = 'dark' | 'light';
const KEY = 'tapedeck.settings';

export class Settings {
  choices = $state.raw<Choices>(choicesFrom(null));
  /** the theme in effect */
  theme = $state<Theme>('dark');
  readonly #shelf: Shelf;
  readonly #imposed: Partial<Choices>;
  readonly #light = window.matchMedia('(prefers-color-scheme: light)');

  constructor(shelf: Shelf, imposed: Partial<Choices> = {}) {
    this.#shelf = shelf;
    this.#imposed = imposed;
    this.choices = { ...choicesFrom(shelf.read(KEY)), ...imposed };
    this.#light.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  get<Id extends ChoiceId>(id: Id): OptionOf<Id> {
    return this.choices[id];
  }

  set<Id extends ChoiceId>(id: Id, option: OptionOf<Id>): void {
    this.choices = { ...this.choices, [id]: option };
    this.#apply();
    const kept = choicesFrom(this.#shelf.read(KEY));
    this.#shelf.write(KEY, { ...kept, ...this.#own() });
  }

  reset(): void {
    this.choices = { ...choicesFrom(null), ...this.#imposed };
    this.#apply();
    this.#shelf.write(KEY, {});
  }

  switchTheme(): void {
    this.set('theme', this.theme === 'dark' ? 'light' : 'dark');
  }

  /** The zone of the clock, one on: exchange, UTC, local. */
  nextZone(): void {
    const order = ['exchange', 'utc', 'local'] as const;
    this.set('zone', order[(order.indexOf(this.choices.zone) + 1) % order.length] ?? 'exchange');
  }

  /** What the person chose here, without what the address imposed and nobody touched. */
  #own(): Partial<Choices> {
    const own = CHOICE_IDS.filter((id) => this.#imposed[id] !== this.choices[id]);
    return Object.fromEntries(own.map((id) => [id, this.choices[id]])) as Partial<Choices>;
  }

  #apply(): void {
    const { theme, zone, numbers, palette, motion, type } = this.choices;
    this.theme = theme === 'system' ? (this.#light.matches ? 'light' : 'dark') : theme;
    reading.zone = zone;
    reading.numbers = numbers;
    const root = document.documentElement;
    Object.assign(root.dataset, { theme: this.theme, palette, motion, type });
    const ground = getComputedStyle(root).getPropertyValue('--bg').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
    frames.invalidateAll();
  }
}

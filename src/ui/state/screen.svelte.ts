/**
 * How much room there is: wide shows three columns, medium two, narrow one tab at a time. Larger type scales the
 * whole page, so room is what is left after it; a phone's page is never scaled, it has nothing to give.
 */
import { frames } from '../charts/frame';
import { setPageScale } from '../charts/canvas';
import type { OptionOf } from './choices';
import type { Settings } from './settings.svelte';

export type Room = 'wide' | 'medium' | 'narrow';

const PHONE_PX = 760;
const WIDE_PX = 1100;
const LOW_PX = 820;
/** The page that a presenter's screen shows: its smallest type, 11 px, becomes 20 px at 1280 × 720. */
const PRESENTED = { width: 703, height: 395 };

/** How many times larger than designed the page is drawn. */
export function scaleOf(type: OptionOf<'type'>, width: number, height: number): number {
  if (type === 'normal' || width < PHONE_PX) return 1;
  if (type === 'larger') return Math.max(1, Math.min(1.25, width / PHONE_PX));
  return Math.min(3, Math.max(1, Math.min(width / PRESENTED.width, height / PRESENTED.height)));
}

export class Screen {
  #width = $state(window.innerWidth);
  #height = $state(window.innerHeight);
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
    window.addEventListener('resize', () => {
      this.#width = window.innerWidth;
      this.#height = window.innerHeight;
    });
  }

  readonly scale = $derived.by(() => scaleOf(this.#settings.get('type'), this.#width, this.#height));
  /** few things, large: what a room can follow */
  readonly isPresenter = $derived.by(
    () => this.#settings.get('type') === 'presenter' && this.#width >= PHONE_PX,
  );
  readonly room: Room = $derived.by(() => {
    const width = this.#width / this.scale;
    if (this.isPresenter) return 'medium';
    return width >= WIDE_PX ? 'wide' : width >= PHONE_PX - 0.5 ? 'medium' : 'narrow';
  });
  /** too low for four panels in a column */
  readonly isLow = $derived.by(() => this.#height / this.scale < LOW_PX);

  /** Called by an effect of the page whenever the scale changes. */
  applyScale(): void {
    document.documentElement.style.setProperty('--scale', String(this.scale));
    setPageScale(this.scale);
    frames.invalidateAll();
  }

  /** A length of the window in the page's own pixels. */
  toPage(windowPx: number): number {
    return windowPx / this.scale;
  }
}

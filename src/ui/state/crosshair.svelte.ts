/**
 * The moment and the price that somebody points at, in whatever panel: the others mark it. Set through the frame
 * scheduler, so that the fastest pointer costs one update a frame. Times are ns since the start of the run.
 */
import { frames, type Painter } from '../charts/frame';

export type CrosshairSource = 'chart' | 'ladder' | 'trades' | 'scrubber';

export interface Pointing {
  readonly source: CrosshairSource;
  readonly sinceNs: number | null;
  readonly units: number | null;
}

export class Crosshair implements Painter {
  at = $state.raw<Pointing | null>(null);
  #next: Pointing | null = null;

  constructor() {
    frames.add(this);
  }

  point(source: CrosshairSource, sinceNs: number | null, units: number | null): void {
    this.#next = { source, sinceNs, units };
    frames.invalidate(this);
  }

  /** Forgets what this panel pointed at; what another one does stays. */
  leave(source: CrosshairSource): void {
    if (this.#next?.source !== source) return;
    this.#next = null;
    frames.invalidate(this);
  }

  paint(): void {
    const { at } = this;
    const next = this.#next;
    if (at?.source === next?.source && at?.sinceNs === next?.sinceNs && at?.units === next?.units) return;
    this.at = next;
  }
}

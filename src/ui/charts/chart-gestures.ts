/**
 * What fingers, wheel and keys do to the chart: one pointer drags, two pinch, the wheel zooms time (with Shift, or over
 * the price axis, prices). Knows no canvas and no run; it calls the moves it was given. A drag moves prices only once
 * it clearly goes up or down, so that a look back does not lose the market.
 */
export interface ChartMoves {
  /** size of the plot; axes lie outside */
  size(): { width: number; height: number } | null;
  /** `part`: what stays in place, null the present */
  zoomTime(factor: number, part: number | null): void;
  zoomPrice(factor: number): void;
  panTime(parts: number): void;
  panPrice(parts: number): void;
}

const WHEEL_STEP = 0.0016;
const VERTICAL_PX = 18;

interface Finger {
  x: number;
  y: number;
}

export class ChartGestures {
  readonly #fingers = new Map<number, Finger>();
  #isVertical = false;
  #riseX = 0;
  #riseY = 0;

  constructor(private readonly moves: ChartMoves) {}

  get isDragging(): boolean {
    return this.#fingers.size > 0;
  }

  wheel(event: WheelEvent): void {
    const size = this.moves.size();
    if (size === null) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [across, along] = [event.deltaX * lines, event.deltaY * lines];
    if (!event.shiftKey && Math.abs(across) > Math.abs(along)) return this.moves.panTime(across / size.width);
    const amount = event.shiftKey && along === 0 ? across : along;
    const factor = Math.exp(Math.max(-160, Math.min(160, amount)) * WHEEL_STEP);
    if (event.shiftKey || event.offsetX > size.width) this.moves.zoomPrice(factor);
    else this.moves.zoomTime(factor, event.offsetX / size.width);
  }

  down(event: PointerEvent): void {
    this.#fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    this.#isVertical = false;
    this.#riseX = 0;
    this.#riseY = 0;
  }

  /** True when the move dragged or pinched. */
  move(event: PointerEvent): boolean {
    const finger = this.#fingers.get(event.pointerId);
    const size = this.moves.size();
    if (finger === undefined || size === null) return false;
    const next = { x: event.offsetX, y: event.offsetY };
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) this.#pinch(finger, next, other, size.width);
    else this.#drag(next.x - finger.x, next.y - finger.y, size);
    this.#fingers.set(event.pointerId, next);
    return true;
  }

  up(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
  }

  #pinch(from: Finger, to: Finger, other: Finger, width: number): void {
    const before = Math.hypot(from.x - other.x, from.y - other.y);
    const after = Math.hypot(to.x - other.x, to.y - other.y);
    if (after < 8 || before < 8) return;
    this.moves.zoomTime(before / after, (to.x + other.x) / 2 / width);
  }

  #drag(x: number, y: number, size: { width: number; height: number }): void {
    this.#riseX += Math.abs(x);
    this.#riseY += y;
    if (Math.abs(this.#riseY) > VERTICAL_PX && Math.abs(this.#riseY) > this.#riseX * 0.6)
      this.#isVertical = true;
    if (x !== 0) this.moves.panTime(-x / size.width);
    if (this.#isVertical && y !== 0) this.moves.panPrice(y / size.height);
  }
}

/**
 * The one frame scheduler of the page: one animation frame, at most one request to the worker in flight, and every
 * picture painted at most once. Pictures ask for a repaint with `invalidate`; nobody else calls
 * requestAnimationFrame. A hidden tab asks for nothing.
 */
import { watchSize } from './canvas';

export interface Painter {
  /** Called inside an animation frame when the picture was invalidated. */
  paint(frameMs: number): void;
}

export class FrameScheduler {
  readonly #painters = new Map<Painter, boolean>();
  #pull: ((frameMs: number) => Promise<void>) | null = null;
  #isPulling = false;
  #handle = 0;
  #frameMs = 0;
  #isSpared = false;
  #wasSpared = false;

  /** Sets what fetches the next state from the worker; it is never called while a former call is unanswered. */
  setPull(pull: ((frameMs: number) => Promise<void>) | null): void {
    this.#pull = pull;
  }

  add(painter: Painter): () => void {
    this.#painters.set(painter, true);
    return () => this.#painters.delete(painter);
  }

  /** Paints a picture on its canvas, whenever that changes its size too, until what comes back is called. */
  addOn(canvas: HTMLCanvasElement, painter: Painter): () => void {
    const remove = this.add(painter);
    const unwatch = watchSize(canvas, () => this.invalidate(painter));
    return () => {
      remove();
      unwatch();
    };
  }

  invalidate(painter: Painter): void {
    if (this.#painters.has(painter)) this.#painters.set(painter, true);
  }

  invalidateAll(): void {
    for (const painter of this.#painters.keys()) this.#painters.set(painter, true);
  }

  /** The next animation frame lays out much text: pictures wait for the one after it, never for two in a row. */
  spare(): void {
    this.#isSpared = !this.#wasSpared;
  }

  start(): void {
    if (this.#handle === 0) this.#handle = requestAnimationFrame(this.#onFrame);
  }

  stop(): void {
    cancelAnimationFrame(this.#handle);
    this.#handle = 0;
  }

  /** Fetches at once what somebody waits for, so that the next animation frame has it; unless that is under way. */
  pullNow(): void {
    if (this.#handle === 0 || this.#pull === null || this.#isPulling) return;
    this.#isPulling = true;
    void this.#pull(this.#frameMs).finally(() => {
      this.#isPulling = false;
    });
  }

  readonly #onFrame = (frameMs: number): void => {
    this.#handle = requestAnimationFrame(this.#onFrame);
    this.#frameMs = frameMs;
    this.pullNow();
    this.#wasSpared = this.#isSpared;
    this.#isSpared = false;
    if (this.#wasSpared) return;
    for (const [painter, isDirty] of this.#painters) {
      if (!isDirty) continue;
      this.#painters.set(painter, false);
      painter.paint(frameMs);
    }
  };
}

export const frames = new FrameScheduler();

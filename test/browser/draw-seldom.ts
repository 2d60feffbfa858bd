/**
 * Pages under test draw some fifteen pictures a second instead of sixty: no run depends on it, and a page that plays
 * takes half the processor, which on a small machine is what tests wait for. Runs in the page, before its scripts; the
 * page asks for frames in one place alone (`src/ui/charts/frame.ts`).
 */
export function drawSeldom(): void {
  const everyMs = 50;
  const onScreen = requestAnimationFrame.bind(globalThis);
  const waiting = new Set<number>();
  globalThis.requestAnimationFrame = (draw) => {
    const id = Number(
      setTimeout(() => onScreen((nowMs) => void (waiting.delete(id) && draw(nowMs))), everyMs),
    );
    waiting.add(id);
    return id;
  };
  globalThis.cancelAnimationFrame = (id) => {
    clearTimeout(id);
    waiting.delete(id);
  };
}

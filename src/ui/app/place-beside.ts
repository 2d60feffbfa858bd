/**
 * Puts a floating box beside what it speaks about: below it, above where there is no room, never outside the window.
 * Lengths of the window are divided by the page's scale, because the box is scaled with the page.
 */
const GAP = 6;
const EDGE = 8;

export function placeBeside(box: HTMLElement, target: DOMRect, scale: number): void {
  const { width, height } = box.getBoundingClientRect();
  const below = target.bottom + GAP;
  const above = target.top - GAP - height;
  const roomLeft = Math.max(EDGE, window.innerWidth - width - EDGE);
  const roomTop = Math.max(EDGE, window.innerHeight - height - EDGE);
  let left = target.left;
  let top = below <= roomTop ? below : above;
  if (top < EDGE) {
    // Neither above nor below: beside it, or over its lower end.
    const isRightFree = target.right + GAP <= roomLeft;
    const isLeftFree = target.left - GAP - width >= EDGE;
    if (isRightFree) left = target.right + GAP;
    else if (isLeftFree) left = target.left - GAP - width;
    top = Math.max(EDGE, target.top);
  }
  box.style.left = `${Math.min(roomLeft, Math.max(EDGE, left)) / scale}px`;
  box.style.top = `${Math.min(roomTop, Math.max(EDGE, top)) / scale}px`;
}

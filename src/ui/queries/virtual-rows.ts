/**
 * Which rows of a long list are in sight, and where they lie in an element that no browser would make tall enough for
 * all of them. Pure. Invariant: scrolling by less than a page moves the rows by exactly as much; a jump goes to the
 * same part of the list; top and bottom are always reached.
 */

/** Firefox stops at about 17.9 million pixels. */
const tallestPx = 15_000_000;

export class VirtualRows {
  private virtualPx = 0;
  private scrollPx = 0;

  constructor(
    private readonly rowCount: number,
    private readonly rowPx: number,
    /** what stands above the rows inside the content */
    private readonly headPx: number,
  ) {}

  get contentPx(): number {
    return Math.min(tallestPx, this.wholePx);
  }

  /** First row of the view, as a fraction: 2.5 is half-way through the third. */
  get topRow(): number {
    return this.virtualPx / this.rowPx;
  }

  /** Where row `row` lies in the content. */
  offsetOf(row: number): number {
    return Math.max(0, row * this.rowPx - this.virtualPx + this.scrollPx);
  }

  scrollTo(scrollPx: number, viewPx: number): void {
    const moved = scrollPx - this.scrollPx;
    const [most, mostVirtual] = [this.contentPx - viewPx, this.wholePx - viewPx];
    this.scrollPx = scrollPx;
    if (most <= 0 || scrollPx <= 0) this.virtualPx = 0;
    else if (scrollPx >= most - 1) this.virtualPx = Math.max(0, mostVirtual);
    else if (Math.abs(moved) < viewPx) this.virtualPx += moved;
    else this.virtualPx = (scrollPx / most) * mostVirtual;
    this.virtualPx = Math.min(Math.max(0, this.virtualPx), Math.max(0, mostVirtual));
  }

  private get wholePx(): number {
    return this.rowCount * this.rowPx + this.headPx;
  }
}

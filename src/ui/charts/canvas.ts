/**
 * What every picture needs of its canvas: the size in CSS pixels at the device's resolution, the theme's tokens,
 * and round steps for axes. Knows nothing about markets.
 */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

let pageScale = 1;

/** Type sizes scale the whole page; pictures then need as many more pixels to stay sharp. */
export function setPageScale(scale: number): void {
  pageScale = scale;
}

const sizes = new WeakMap<HTMLCanvasElement, { readonly width: number; readonly height: number }>();

/** Keeps the size of a canvas at hand: asking the element inside a frame would force a layout. */
export function watchSize(canvas: HTMLCanvasElement, onChange: () => void): () => void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    sizes.set(canvas, entry.contentRect);
    onChange();
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}

/** Fits the backing store to the element and clears it; null while the element has no size. */
export function beginPaint(canvas: HTMLCanvasElement): Surface | null {
  const { width, height } = sizes.get(canvas) ?? { width: 0, height: 0 };
  const context = canvas.getContext('2d');
  if (width === 0 || height === 0 || context === null) return null;
  const ratio = (window.devicePixelRatio || 1) * pageScale;
  const deviceWidth = Math.round(width * ratio);
  const deviceHeight = Math.round(height * ratio);
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

const fonts = new WeakMap<CanvasRenderingContext2D, string>();

/** Sets a font only when it is another one: each time, the browser would bring the whole page's style up to date. */
export function setFont(context: CanvasRenderingContext2D, font: string): void {
  const { width, height } = context.canvas;
  // A new size of the canvas resets its state.
  const wanted = `${font} ${width} ${height}`;
  if (fonts.get(context) === wanted) return;
  fonts.set(context, wanted);
  context.font = font;
}

const TOKENS = [
  'bg',
  'panel',
  'raise',
  'line',
  'text',
  'dim',
  'faint',
  'bid',
  'ask',
  'bid-bg',
  'ask-bg',
  'accent',
  'accent-ink',
  'ok',
  'warn',
  'bad',
  'heat-0',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'mid-line',
  'mono',
] as const;
export type Token = (typeof TOKENS)[number];
export type Tokens = Readonly<Record<Token, string>>;

let cached: { look: string; tokens: Tokens } | null = null;

export function readTokens(): Tokens {
  const root = document.documentElement;
  const look = `${root.dataset['theme'] ?? ''} ${root.dataset['palette'] ?? ''}`;
  if (cached !== null && cached.look === look) return cached.tokens;
  const style = getComputedStyle(root);
  const entries = TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()] as const);
  const tokens = Object.fromEntries(entries) as Record<Token, string>;
  cached = { look, tokens };
  return tokens;
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below `least`. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  return 10 * power;
}

const TIME_STEPS_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];

export function timeStepS(leastS: number): number {
  if (leastS < 1) return roundStep(leastS);
  return TIME_STEPS_S.find((step) => step >= leastS) ?? roundStep(leastS / 86_400) * 86_400;
}

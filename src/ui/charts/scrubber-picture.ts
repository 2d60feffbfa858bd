/**
 * The scrubber as a picture of the tape: message rate as bars, the played part in the accent colour, marks above,
 * round times below, the loop shaded. Positions are parts of the run, 0 to 1; what can be clicked is the HTML around it.
 */
import { clockText, zoneOffsetMs } from '../app/format';
import { beginPaint, readTokens, setFont, timeStepS, type Tokens } from './canvas';
import { frames, type Painter } from './frame';

export interface ScrubberMark {
  readonly sinceNs: number;
  readonly tone: 'ok' | 'warn' | 'bad' | 'bid' | 'ask' | 'accent';
  /** what happened: a triangle; own fills: arrows on the ground line; a person’s own: a flag; the ends of a loop: brackets; missing data: a notch below */
  readonly shape: 'event' | 'bought' | 'sold' | 'bookmark' | 'loopA' | 'loopB' | 'gap';
  readonly words: string;
}

export interface ScrubberModel {
  readonly startNs: bigint;
  readonly lengthNs: number;
  readonly nowNs: number;
  /** Events in equal parts of the run. */
  readonly rate: ArrayLike<number>;
  /** up to there seeking is quick */
  readonly surveyedNs: number;
  readonly marks: readonly ScrubberMark[];
  readonly zone: string;
  readonly hoverPart: number | null;
}

const BAR = 2;
const TEXT_ROOM = 16;
const MARK_ROOM = 12;
const LABEL_GAP = 12;

export class ScrubberPicture implements Painter {
  #model: ScrubberModel | null = null;

  constructor(readonly canvas: HTMLCanvasElement) {}

  setModel(model: ScrubberModel | null): void {
    this.#model = model;
    frames.invalidate(this);
  }

  paint(): void {
    const surface = beginPaint(this.canvas);
    if (surface === null) return;
    const tokens = readTokens();
    const model = this.#model;
    const base = surface.height - TEXT_ROOM;
    const { context, width } = surface;
    context.fillStyle = tokens.line;
    context.fillRect(0, base, width, 1);
    if (model === null || model.lengthNs <= 0) return;
    const xOf = (sinceNs: number): number => (sinceNs / model.lengthNs) * width;
    const nowX = xOf(model.nowNs);
    drawLoop(context, tokens, model.marks, xOf, base);
    drawBars(context, tokens, model, width, base, nowX);
    context.fillStyle = tokens.faint;
    context.fillRect(0, base, Math.min(width, xOf(model.surveyedNs)), 1);
    for (const mark of model.marks) drawMark(context, tokens, mark, xOf(mark.sinceNs), width, base);
    drawTimes(context, tokens, model, width, surface.height);
    if (model.hoverPart !== null) {
      context.fillStyle = tokens.dim;
      context.fillRect(Math.round(model.hoverPart * width), 0, 1, base);
    }
    context.fillStyle = tokens.text;
    context.fillRect(Math.min(width - 2, Math.max(0, Math.round(nowX) - 1)), 0, 2, base + 3);
  }
}

function drawLoop(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  marks: readonly ScrubberMark[],
  xOf: (sinceNs: number) => number,
  base: number,
): void {
  const a = marks.find(({ shape }) => shape === 'loopA');
  const b = marks.find(({ shape }) => shape === 'loopB');
  if (a === undefined || b === undefined) return;
  context.fillStyle = tokens.accent;
  context.globalAlpha = 0.16;
  context.fillRect(xOf(a.sinceNs), 0, Math.max(1, xOf(b.sinceNs) - xOf(a.sinceNs)), base);
  context.globalAlpha = 1;
}

let measured: { readonly rate: ArrayLike<number>; readonly peak: number } | null = null;

/** The height of all but the busiest few parts: one burst, such as a book that is set up, does not flatten the rest. */
function usualPeak(rate: ArrayLike<number>): number {
  if (measured?.rate === rate) return measured.peak;
  const busy = Array.from(rate).filter((count) => count > 0);
  busy.sort((first, second) => first - second);
  const peak = busy[Math.floor((busy.length - 1) * 0.995)] ?? 0;
  measured = { rate, peak };
  return peak;
}

/** Bars are the highest bucket below them, on a compressed scale: quiet hours stay visible beside a burst. */
function drawBars(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  model: ScrubberModel,
  width: number,
  base: number,
  nowX: number,
): void {
  const { rate } = model;
  const peak = usualPeak(rate);
  if (peak === 0) return;
  const room = base - MARK_ROOM;
  for (let x = 0; x < width; x += BAR) {
    const first = Math.floor((x / width) * rate.length);
    const next = Math.max(first + 1, Math.floor(((x + BAR) / width) * rate.length));
    let value = 0;
    for (let index = first; index < next; index += 1) value = Math.max(value, rate[index] ?? 0);
    if (value === 0) continue;
    const height = Math.max(1, Math.min(1, value / peak) ** 0.7 * room);
    const isPlayed = x < nowX;
    context.fillStyle = isPlayed ? tokens.accent : tokens.faint;
    context.globalAlpha = isPlayed ? 0.9 : 0.5;
    context.fillRect(x, base - height, 1.4, height);
  }
  context.globalAlpha = 1;
}

function drawMark(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  mark: ScrubberMark,
  at: number,
  width: number,
  base: number,
): void {
  const x = Math.round(Math.min(width - 5, Math.max(5, at)));
  context.fillStyle = tokens[mark.tone];
  context.beginPath();
  switch (mark.shape) {
    case 'event':
      context.moveTo(x - 4, 1);
      context.lineTo(x + 4, 1);
      context.lineTo(x, 8);
      break;
    case 'bought':
      context.moveTo(x - 4, base);
      context.lineTo(x + 4, base);
      context.lineTo(x, base - 8);
      break;
    case 'sold':
      context.moveTo(x - 4, base - 8);
      context.lineTo(x + 4, base - 8);
      context.lineTo(x, base);
      break;
    case 'bookmark':
      context.rect(x, 0, 1, base);
      context.moveTo(x, 0);
      context.lineTo(x + 8, 0);
      context.lineTo(x + 5, 4);
      context.lineTo(x + 8, 8);
      context.lineTo(x, 8);
      break;
    case 'loopA':
      context.rect(x, 0, 2, base);
      context.rect(x, 0, 6, 2);
      context.rect(x, base - 2, 6, 2);
      break;
    case 'loopB':
      context.rect(x - 2, 0, 2, base);
      context.rect(x - 6, 0, 6, 2);
      context.rect(x - 6, base - 2, 6, 2);
      break;
    case 'gap':
      context.moveTo(x - 4, base + 1);
      context.lineTo(x + 4, base + 1);
      context.lineTo(x, base - 9);
      break;
  }
  context.fill();
}

/** A label that does not fit beside the one before is left out. */
function drawTimes(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  model: ScrubberModel,
  width: number,
  height: number,
): void {
  const lengthS = model.lengthNs / 1e9;
  const stepS = timeStepS((lengthS * 110) / width);
  const startMs = Number(model.startNs / 1_000_000n);
  const phaseS = ((startMs + zoneOffsetMs(startMs, model.zone)) % 86_400_000) / 1000;
  setFont(context, `10.5px ${tokens.mono}`);
  context.fillStyle = tokens.dim;
  let taken = -Infinity;
  for (let atS = Math.ceil(phaseS / stepS) * stepS - phaseS; atS <= lengthS; atS += stepS) {
    const clock = clockText(model.startNs + BigInt(Math.round(atS * 1e9)), model.zone);
    const text = stepS >= 60 ? clock.hms.slice(0, 5) : stepS >= 1 ? clock.hms : `${clock.hms}.${clock.ms}`;
    const size = context.measureText(text).width;
    const x = Math.min(width - size, Math.max(0, (atS / lengthS) * width - size / 2));
    if (x < taken + LABEL_GAP) continue;
    context.fillText(text, x, height - 3);
    taken = x + size;
  }
}

/**
 * The scrubber as a picture of the tape: message rate as bars, the played part in the accent colour, marks above,
 * round times below. Positions are parts of the run, 0 to 1; what can be clicked is the HTML around it.
 */
import { clockText, zoneOffsetMs } from '../app/format';
import { beginPaint, readTokens, setFont, timeStepS, type Tokens } from './canvas';
import { frames, type Painter } from './frame';

export interface ScrubberMark {
  readonly sinceNs: number;
  readonly tone: 'ok' | 'warn' | 'bad' | 'bid' | 'ask' | 'accent';
}

export interface ScrubberModel {
  readonly startNs: bigint;
  readonly lengthNs: number;
  readonly nowNs: number;
  /** Events in equal parts of the run. */
  readonly rate: ArrayLike<number>;
  readonly marks: readonly ScrubberMark[];
  readonly zone: string;
  readonly hoverPart: number | null;
}

const BAR = 2;
const TEXT_ROOM = 16;
const MARK_ROOM = 11;

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
    if (model === null) return;
    const nowX = model.lengthNs > 0 ? (model.nowNs / model.lengthNs) * width : 0;
    drawBars(context, tokens, model, width, base, nowX);
    drawMarks(context, tokens, model, width);
    drawTimes(context, tokens, model, width, surface.height);
    if (model.hoverPart !== null) {
      context.fillStyle = tokens.dim;
      context.fillRect(Math.round(model.hoverPart * width), 0, 1, base);
    }
    context.fillStyle = tokens.text;
    context.fillRect(Math.min(width - 2, Math.max(0, Math.round(nowX) - 1)), 0, 2, base + 3);
  }
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
  let peak = 0;
  for (let index = 0; index < rate.length; index += 1) peak = Math.max(peak, rate[index] ?? 0);
  if (peak === 0) return;
  const room = base - MARK_ROOM;
  for (let x = 0; x < width; x += BAR) {
    const first = Math.floor((x / width) * rate.length);
    const next = Math.max(first + 1, Math.floor(((x + BAR) / width) * rate.length));
    let value = 0;
    for (let index = first; index < next; index += 1) value = Math.max(value, rate[index] ?? 0);
    if (value === 0) continue;
    const height = Math.max(1, (value / peak) ** 0.7 * room);
    const isPlayed = x < nowX;
    context.fillStyle = isPlayed ? tokens.accent : tokens.faint;
    context.globalAlpha = isPlayed ? 0.9 : 0.5;
    context.fillRect(x, base - height, 1.4, height);
  }
  context.globalAlpha = 1;
}

function drawMarks(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  model: ScrubberModel,
  width: number,
): void {
  for (const mark of model.marks) {
    const x = Math.min(width - 5, Math.max(5, (mark.sinceNs / model.lengthNs) * width));
    context.fillStyle = tokens[mark.tone];
    context.beginPath();
    context.moveTo(x - 4, 1);
    context.lineTo(x + 4, 1);
    context.lineTo(x, 8);
    context.fill();
  }
}

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
    if (x < taken + 12) continue;
    context.fillText(text, x, height - 3);
    taken = x + size;
  }
}

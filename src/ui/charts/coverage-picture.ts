/**
 * Where a tape has messages and how many: a step a row group, the area its rows; finer bars once the rows were counted.
 * The part that was played is in the accent colour. Times are ns since the start of the run.
 */
import { beginPaint, readTokens } from './canvas';
import { frames, type Painter } from './frame';

export interface CoverageModel {
  readonly lengthNs: number;
  readonly nowNs: number;
  readonly parts: readonly { readonly fromNs: number; readonly toNs: number; readonly rate: number }[];
  /** messages in equal parts of the run; empty until the rows were counted */
  readonly fine: ArrayLike<number>;
  readonly crossNs: number | null;
}

export class CoveragePicture implements Painter {
  #model: CoverageModel | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  setModel(model: CoverageModel | null): void {
    this.#model = model;
    frames.invalidate(this);
  }

  paint(): void {
    const surface = beginPaint(this.canvas);
    const model = this.#model;
    if (surface === null || model === null || model.lengthNs <= 0) return;
    const { context, width, height } = surface;
    const tokens = readTokens();
    const x = (ns: number): number => Math.min(width, Math.max(0, (ns / model.lengthNs) * width));
    const fineRate = (count: number): number => (count * model.fine.length * 1e9) / model.lengthNs;
    let peak = 1e-9;
    for (const { rate } of model.parts) peak = Math.max(peak, rate);
    for (let index = 0; index < model.fine.length; index += 1) {
      peak = Math.max(peak, fineRate(model.fine[index] ?? 0));
    }
    const y = (rate: number): number => height - 2 - Math.sqrt(rate / peak) * (height - 6);
    context.globalAlpha = 0.75;
    for (let index = 0; index < model.fine.length; index += 1) {
      const fromNs = (index / model.fine.length) * model.lengthNs;
      context.fillStyle = fromNs < model.nowNs ? tokens.accent : tokens.faint;
      const top = y(fineRate(model.fine[index] ?? 0));
      context.fillRect(x(fromNs), top, Math.max(1, width / model.fine.length - 0.5), height - 2 - top);
    }
    context.globalAlpha = 1;
    context.strokeStyle = tokens.text;
    context.lineWidth = 1.4;
    for (const { fromNs, toNs, rate } of model.parts) {
      context.beginPath();
      context.moveTo(x(fromNs), y(rate));
      context.lineTo(Math.max(x(fromNs) + 1, x(toNs)), y(rate));
      context.stroke();
      context.fillStyle = tokens.dim;
      context.fillRect(x(fromNs), height - 2, Math.max(1, x(toNs) - x(fromNs)), 2);
    }
    if (model.crossNs === null) return;
    context.fillStyle = tokens.text;
    context.fillRect(Math.round(x(model.crossNs)), 0, 1, height);
  }
}

/**
 * Stepped supply and demand of an auction: lots upwards, price to the right; demand is drawn through, supply dashed, what
 * would trade is a mark at its price. Knows the numbers that it is given and nothing of a market.
 */
import type { AuctionFrame, AuctionStepRow } from '../../worker/venue-protocol';
import { beginPaint, readTokens, setFont, type Surface, type Tokens } from './canvas';
import { frames, type Painter } from './frame';

export interface AuctionModel {
  readonly auction: AuctionFrame;
  readonly priceText: (units: number) => string;
  readonly lotsText: (lots: number) => string;
}

const LEFT = 8;
const BOTTOM = 18;
const TOP = 20;
/** Space between the labels of prices. */
const LABEL_PX = 84;

interface Scale {
  readonly x: (units: number) => number;
  readonly y: (lots: number) => number;
  readonly from: number;
  readonly to: number;
}

function scaleOf({ steps }: AuctionFrame, { width, height }: Surface): Scale {
  const from = Number(steps[0]!.priceUnits);
  const to = Number(steps.at(-1)!.priceUnits);
  const margin = Math.max(1, (to - from) * 0.04);
  const most = steps.reduce(
    (top, { demandLots, supplyLots }) => Math.max(top, Number(demandLots), Number(supplyLots)),
    1,
  );
  const perUnit = (width - 2 * LEFT) / (to - from + 2 * margin);
  return {
    x: (units) => LEFT + (units - from + margin) * perUnit,
    y: (lots) => height - BOTTOM - (lots / most) * (height - BOTTOM - TOP),
    from: from - margin,
    to: to + margin,
  };
}

export class AuctionPicture implements Painter {
  #model: AuctionModel | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  setModel(model: AuctionModel | null): void {
    this.#model = model;
    frames.invalidate(this);
  }

  paint(): void {
    const surface = beginPaint(this.canvas);
    const model = this.#model;
    if (surface === null || model === null || model.auction.steps.length === 0) return;
    const tokens = readTokens();
    const scale = scaleOf(model.auction, surface);
    setFont(surface.context, `11px ${tokens.mono}`);
    drawAxis(surface, scale, model, tokens);
    drawSteps(surface, scale, model.auction.steps, tokens);
    drawPrice(surface, scale, model, tokens);
  }
}

function drawAxis(
  { context, width, height }: Surface,
  scale: Scale,
  model: AuctionModel,
  tokens: Tokens,
): void {
  context.fillStyle = tokens.line;
  context.fillRect(0, height - BOTTOM, width, 1);
  context.fillStyle = tokens.dim;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  const { steps } = model.auction;
  let taken = -Infinity;
  for (const { priceUnits } of steps) {
    const at = scale.x(Number(priceUnits));
    if (at - taken < LABEL_PX || at < LABEL_PX / 2 || at > width - LABEL_PX / 2) continue;
    taken = at;
    context.fillText(model.priceText(Number(priceUnits)), at, height - 5);
  }
}

function drawSteps(
  { context }: Surface,
  scale: Scale,
  steps: readonly AuctionStepRow[],
  tokens: Tokens,
): void {
  const line = (lots: (row: AuctionStepRow) => bigint, isDemand: boolean): void => {
    context.beginPath();
    const rows = isDemand ? [...steps].reverse() : steps;
    context.moveTo(scale.x(isDemand ? scale.to : scale.from), scale.y(0));
    let last = 0;
    for (const row of rows) {
      const at = scale.x(Number(row.priceUnits));
      context.lineTo(at, scale.y(last));
      last = Number(lots(row));
      context.lineTo(at, scale.y(last));
    }
    context.lineTo(scale.x(isDemand ? scale.from : scale.to), scale.y(last));
    context.strokeStyle = isDemand ? tokens.bid : tokens.ask;
    context.lineWidth = 2;
    context.setLineDash(isDemand ? [] : [6, 4]);
    context.stroke();
    context.setLineDash([]);
  };
  line(({ demandLots }) => demandLots, true);
  line(({ supplyLots }) => supplyLots, false);
}

function drawPrice({ context, width }: Surface, scale: Scale, model: AuctionModel, tokens: Tokens): void {
  const { priceUnits, volume } = model.auction;
  if (priceUnits === null) return;
  const at = scale.x(Number(priceUnits));
  const lots = Number(volume);
  context.strokeStyle = tokens.accent;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(at, TOP - 4);
  context.lineTo(at, scale.y(0));
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = tokens.accent;
  context.fillRect(at - 4, scale.y(lots) - 4, 8, 8);
  context.fillStyle = tokens.text;
  context.textAlign = at > width / 2 ? 'right' : 'left';
  const text = `${model.priceText(Number(priceUnits))} × ${model.lotsText(lots)}`;
  context.fillText(text, at + (at > width / 2 ? 6 : -6), TOP - 8);
}

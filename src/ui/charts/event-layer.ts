/**
 * Flags of what became known while the run went on, at the top of the price chart: a letter and a thin line at its
 * moment. Flags that would lie on one another are drawn as one. Invariant: nothing later than the present is drawn.
 */
import type { MarketEvent } from '../state/market-events';
import type { ChartView } from './chart-view';

const FLAG_PX = 15;
/** How near a pointer has to be. */
const REACH_PX = 8;

interface Flag {
  readonly x: number;
  readonly letter: string;
  readonly events: readonly MarketEvent[];
}

function flagsOf(view: ChartView): Flag[] {
  const { model } = view;
  const flags: { x: number; letter: string; events: MarketEvent[] }[] = [];
  for (const event of model.events) {
    if (event.flag === undefined) continue;
    const sinceNs = Number(event.tsNs - model.startNs);
    const x = view.x(sinceNs);
    if (sinceNs > model.nowNs || x < 0 || x > view.plotWidth) continue;
    const last = flags.at(-1);
    if (last === undefined || x - last.x >= FLAG_PX) {
      flags.push({ x, letter: event.flag, events: [event] });
      continue;
    }
    last.events.push(event);
    if (last.letter !== event.flag) last.letter = '+';
  }
  return flags;
}

export function drawEvents(view: ChartView): void {
  const { context, tokens, plotHeight } = view;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const { x, letter, events } of flagsOf(view)) {
    const tone = tokens[events.at(-1)?.tone ?? 'accent'];
    const at = Math.round(x);
    const box = Math.max(7, Math.min(view.plotWidth - 8, at));
    context.strokeStyle = tone;
    context.lineWidth = 1;
    context.globalAlpha = 0.55;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(at + 0.5, FLAG_PX);
    context.lineTo(at + 0.5, plotHeight);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
    context.fillStyle = tokens.panel;
    context.fillRect(box - 7, 1, FLAG_PX, FLAG_PX - 1);
    context.strokeRect(box - 6.5, 1.5, FLAG_PX - 1, FLAG_PX - 2);
    context.fillStyle = tokens.text;
    context.fillText(letter, box + 0.5, 12);
  }
  context.textAlign = 'left';
}

/** What the flag under a moment stands for; empty where there is none. */
export function eventsAt(view: ChartView, sinceNs: number): readonly MarketEvent[] {
  const x = view.x(sinceNs);
  const near = flagsOf(view).filter((flag) => Math.abs(flag.x - x) <= REACH_PX);
  near.sort((first, second) => Math.abs(first.x - x) - Math.abs(second.x - x));
  return near[0]?.events ?? [];
}

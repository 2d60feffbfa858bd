/**
 * What the scrubber marks, and what it says about a moment: the clock, the message rate, the nearest mark. Pure. Market
 * events and own fills come from the cell, so none of them is ahead of the clock; bookmarks and loop are the person's own
 * and may be, and gaps are of the file, not of the market.
 */
import type { Bookmark, RunPlace } from '../../share';
import type { Timeline } from '../../worker/protocol';
import { formatCount, timeText } from '../app/format';
import type { ScrubberMark } from '../charts/scrubber-picture';
import type { MarketEvent } from '../state/market-events';

/** A fill of one's own: when, which side, and how much at what price in words. */
export interface OwnFill {
  readonly tsNs: bigint;
  readonly side: 'buy' | 'sell';
  readonly words: string;
}

export interface Marked {
  readonly startNs: bigint;
  readonly events: readonly MarketEvent[];
  /** fills of the person's orders */
  readonly fills: readonly OwnFill[];
  readonly bookmarks: readonly Bookmark[];
  readonly a: RunPlace | null;
  readonly b: RunPlace | null;
  /** where messages of the tape are missing, ns since the start */
  readonly gapsNs: ArrayLike<number>;
}

export function marksOf({ startNs, events, fills, bookmarks, a, b, gapsNs }: Marked): ScrubberMark[] {
  const since = (ns: bigint): number => Number(ns - startNs);
  const marks: ScrubberMark[] = events.map(({ tsNs, tone, title }) => ({
    sinceNs: since(tsNs),
    tone,
    shape: 'event',
    words: title,
  }));
  for (const { tsNs, side, words } of fills) {
    const isBuy = side === 'buy';
    marks.push({
      sinceNs: since(tsNs),
      tone: isBuy ? 'bid' : 'ask',
      shape: isBuy ? 'bought' : 'sold',
      words,
    });
  }
  for (const sinceNs of Array.from(gapsNs)) {
    marks.push({ sinceNs, tone: 'warn', shape: 'gap', words: 'Gap: messages are missing before this' });
  }
  for (const { tsNs, note, event } of bookmarks) {
    const words = note === '' ? `Bookmark, event ${formatCount(event)}` : `Bookmark: ${note}`;
    marks.push({ sinceNs: since(tsNs), tone: 'accent', shape: 'bookmark', words });
  }
  if (a !== null)
    marks.push({ sinceNs: since(a.tsNs), tone: 'accent', shape: 'loopA', words: 'Loop begins' });
  if (b !== null) marks.push({ sinceNs: since(b.tsNs), tone: 'accent', shape: 'loopB', words: 'Loop ends' });
  return marks;
}

/** Messages a second around a moment, as text; empty while the rate is not known. */
function rateText(timeline: Timeline | null, sinceNs: number): string {
  if (timeline === null || timeline.counts.length === 0) return '';
  const { counts } = timeline;
  const lengthNs = Number(timeline.endNs - timeline.startNs) + 1;
  const bucket = Math.min(counts.length - 1, Math.max(0, Math.floor((sinceNs / lengthNs) * counts.length)));
  const perSecond = (counts[bucket] ?? 0) / (lengthNs / counts.length / 1e9);
  const text = perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1);
  return `${text} messages/s`;
}

function nearestMark(marks: readonly ScrubberMark[], sinceNs: number, withinNs: number): ScrubberMark | null {
  let nearest: ScrubberMark | null = null;
  let least = withinNs;
  for (const mark of marks) {
    const distance = Math.abs(mark.sinceNs - sinceNs);
    if (distance > least) continue;
    least = distance;
    nearest = mark;
  }
  return nearest;
}

export interface Moment {
  readonly time: string;
  readonly rate: string;
  readonly mark: string;
}

export function momentOf(
  ns: bigint,
  startNs: bigint,
  zone: string,
  timeline: Timeline | null,
  near: { readonly marks: readonly ScrubberMark[]; readonly withinNs: number },
): Moment {
  const sinceNs = Number(ns - startNs);
  return {
    time: timeText(ns, zone),
    rate: rateText(timeline, sinceNs),
    mark: nearestMark(near.marks, sinceNs, near.withinNs)?.words ?? '',
  };
}

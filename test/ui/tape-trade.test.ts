/**
 * The pure parts of trading in a tape: what is offered and why not, steps and fills in words under each policy, rows of
 * the ladder where own orders rest and the tape has no level.
 */
import { describe, expect, it } from 'vitest';
import { orderLives, type ReportRow } from '../../src/desk';
import { parseCommand } from '../../src/scenario/command';
import { firstPersonId } from '../../src/scenario/person';
import type { BookKind } from '../../src/layout/own-order-rules';
import { levelRows } from '../../src/ui/panels/ladder-rows';
import { marksOf } from '../../src/ui/panels/scrubber-marks';
import { flagOffers, mended, tifOffers, typeOffers } from '../../src/ui/trade/legal';
import { stepWords } from '../../src/ui/trade/order-words';
import { ownFills } from '../../src/ui/trade/own-fills';
import { policyOffers } from '../../src/ui/trade/tape-words';
import type { Frame } from '../../src/worker/protocol';

describe('what a tape offers', () => {
  it('rematch on tapes that name orders alone; no book is no book', () => {
    const refused = (schema: string): (string | null)[] => policyOffers(schema).map((offer) => offer.refused);
    expect(refused('order')).toEqual([null, null, null]);
    for (const schema of ['depth', 'quote', 'trade', 'bar'])
      expect(refused(schema).map((why) => why === null)).toEqual([true, true, false]);
    expect(policyOffers('trade')[0]!.sentence).toContain('No book');
  });

  it('limit and market, GTC, IOC and FOK, post-only: beside the book nothing else', () => {
    const open = <Id>(offers: readonly { id: Id; refused: unknown }[]): Id[] =>
      offers.filter(({ refused }) => refused === null).map(({ id }) => id);
    for (const kind of ['none', 'consume'] as const) {
      expect(open(typeOffers('continuous', kind))).toEqual(['limit', 'market']);
      expect(open(tifOffers({ type: 'limit' }, 'continuous', kind))).toEqual(['GTC', 'IOC', 'FOK']);
      const chosen = { type: 'limit', tif: 'GTC', flags: [] } as const;
      expect(open(flagOffers(chosen, 'continuous', kind))).toEqual(['postOnly']);
      expect(typeOffers('halted', kind).find(({ id }) => id === 'limit')!.refused).toBe('notTradingNow');
      expect(typeOffers('continuous', kind).find(({ id }) => id === 'stop')!.refused).toBe(
        'illegalCombination',
      );
      const stop = { type: 'stop', tif: 'DAY', flags: ['reduceOnly', 'postOnly'] } as const;
      expect(mended(stop, 'continuous', kind)).toEqual({ type: 'limit', tif: 'GTC', flags: ['postOnly'] });
    }
    expect(mended({ type: 'stop', tif: 'DAY', flags: [] }, 'continuous', 'rematch').type).toBe('stop');
  });
});

const id = firstPersonId.toString();
const sent = parseCommand(
  { op: 'new', ts: '10', id, side: 'buy', price: '100', lots: 50, account: 1 },
  'order',
);
const taken = (ts: string, other: string, lots: number, leaves: number): ReportRow => ({
  ...{ kind: 'fill', ts, instrument: 0, price: '100', side: 'buy', lots },
  ...{ makerId: other, takerId: id, makerLeaves: 0, takerLeaves: leaves, takerAccount: 1, makerAccount: 0 },
});
const met = (ts: string, other: string, lots: number, leaves: number): ReportRow => ({
  ...taken(ts, other, lots, leaves),
  ...{ side: 'sell', makerId: id, takerId: other, makerLeaves: leaves, takerLeaves: 0 },
});
const accepted: ReportRow = { kind: 'accepted', ts: '10', instrument: 0, id, price: '100', lots: 50 };

describe('steps in a tape', () => {
  const words = (book: BookKind, rows: ReportRow[]): string[] => {
    const [life] = orderLives([sent], rows, 100n);
    return life!.steps
      .slice(1)
      .map((step) =>
        stepWords(step, life!, { priceText: (units) => units, sizeText: String, book, venueName: String }),
      );
  };
  it.each([
    ['none', 'taken from tape order 7, still displayed', 'in a trade that history gave to others'],
    ['consume', 'taken from tape order 7, gone from the book', 'in a trade that history gave to others'],
    ['rematch', 'taken from tape order 7', 'taken by an aggressor of the tape'],
  ] as const)('say what %s did', (book, took, waited) => {
    const told = words(book, [accepted, taken('10', '7', 20, 30), met('20', '0', 30, 0)]);
    expect(told[0]).toContain(took);
    expect(told[0]).toContain('30 left');
    expect(told[1]).toContain(waited);
    expect(told[1]).toContain('nothing left');
  });

  it('name the tape’s order that came through a resting one', () => {
    expect(words('none', [accepted, met('20', '9', 30, 20)])[0]).toContain(
      'tape order 9 came to its price, still',
    );
    expect(words('consume', [accepted, met('20', '9', 30, 20)])[0]).toContain('came to its price, gone');
  });
});

describe('own fills', () => {
  it('of one order, moment and price are one mark, on the side that they had', () => {
    const rows = [accepted, taken('10', '7', 5, 45), taken('10', '8', 15, 30), met('20', '0', 30, 0)];
    const fills = ownFills(orderLives([sent], rows, 100n), (units) => units, String);
    expect(fills.map(({ tsNs, side, words }) => [tsNs, side, words])).toEqual([
      [10n, 'buy', '▲ Bought 20 at 100, your #1'],
      [20n, 'buy', '▲ Bought 30 at 100, your #1'],
    ]);
    const marks = marksOf({ startNs: 5n, events: [], fills, bookmarks: [], a: null, b: null, gapsNs: [] });
    expect(marks.map(({ sinceNs, shape, tone }) => [sinceNs, shape, tone])).toEqual([
      [5, 'bought', 'bid'],
      [15, 'bought', 'bid'],
    ]);
  });
});

describe('rows by level', () => {
  const level = (price: number): Frame['bids'][number] => ({
    priceUnits: BigInt(price),
    totalLots: 10n,
    orderCount: 1,
  });
  const frame = { bids: [98, 96, 95].map(level), asks: [102, 103].map(level) } as unknown as Frame;
  const prices = (...own: readonly [number, 'buy' | 'sell'][]): number[] =>
    levelRows(
      frame,
      8,
      own.map(([units, side]) => ({ units, side })),
    )
      .map(({ units }) => units)
      .filter((units) => !Number.isNaN(units));

  it('have one where an own order rests and the tape has no level', () => {
    expect(prices()).toEqual([103, 102, 98, 96, 95]);
    expect(prices([97, 'buy'], [98, 'buy'])).toEqual([103, 102, 98, 97, 96, 95]);
    expect(prices([100, 'buy'], [101, 'sell'])).toEqual([103, 102, 101, 100, 98, 96, 95]);
    // The market has gone past it: it stands where its price is.
    expect(prices([104, 'buy'])).toEqual([104, 103, 102, 98, 96, 95]);
    expect(prices([97, 'sell'])).toEqual([103, 102, 98, 97, 96, 95]);
    // Too far out for the rows that there are: it takes the place of the last level.
    expect(prices([94, 'buy'], [50, 'buy'])).toEqual([103, 102, 98, 96, 94, 50]);
  });
});

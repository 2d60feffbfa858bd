/**
 * Triggers that follow the market: stops that trail, with a market order or a limit behind them. Data only.
 */
import type { ConformanceCase } from './case';
import { traded } from './waiting-cases';

export const trailingCases: readonly ConformanceCase[] = [
  {
    name: 'a trailing sell follows a rising market and does not go back',
    steps: [
      ...traded,
      ['sell 1 trailingStop x1 trail=2', 'accepted sell 1 0x1'],
      ['sell 2 104x2', 'accepted sell 2 104x2'],
      [
        'buy 3 104x11',
        'accepted buy 3 104x11',
        'fill buy 3<904 101x10 left 0/1',
        'fill buy 3<2 104x1 left 1/0',
      ],
      ['buy 4 103x1', 'accepted buy 4 103x1'],
      ['sell 5 103x1', 'accepted sell 5 103x1', 'fill sell 5<4 103x1 left 0/0'],
      ['buy 6 102x2', 'accepted buy 6 102x2'],
      [
        'sell 7 102x1',
        'accepted sell 7 102x1',
        'fill sell 7<6 102x1 left 1/0',
        'triggered sell 1 0x1',
        'fill sell 1<6 102x1 left 0/0',
      ],
    ],
  },
  {
    name: 'a trailing buy in basis points rounds its distance down',
    steps: [
      ...traded,
      // 150 basis points of 100 are 1.5: the trigger is 101.
      ['buy 1 trailingStop x1 trail=150 trailIn=basisPoints', 'accepted buy 1 0x1'],
      [
        'buy 2 101x1',
        'accepted buy 2 101x1',
        'fill buy 2<904 101x1 left 9/0',
        'triggered buy 1 0x1',
        'fill buy 1<904 101x1 left 8/0',
      ],
    ],
  },
  {
    // The trigger rises with the market to 103 − 2; the limit is one tick under it, and the book has nothing there.
    name: 'a trailing stop limit rests at its limit, so many ticks beyond the trigger that elected it',
    steps: [
      ...traded,
      ['sell 1 trailingStopLimit x4 trail=2 limitOffset=1', 'accepted sell 1 0x4'],
      ['buy 2 103x12', 'accepted buy 2 103x12', 'fill buy 2<904 101x10 left 0/2'],
      ['sell 3 103x1', 'accepted sell 3 103x1', 'fill sell 3<2 103x1 left 1/0'],
      ['buy 4 101x1', 'accepted buy 4 101x1'],
      [
        'sell 5 101x2',
        'accepted sell 5 101x2',
        'fill sell 5<2 103x1 left 0/1',
        'fill sell 5<4 101x1 left 0/0',
        'triggered sell 1 100x4',
      ],
      ['buy 6 101x1', 'accepted buy 6 101x1', 'fill buy 6<1 100x1 left 3/0'],
      ['replace 1 102x2', 'replaced sell 1 102x2'],
    ],
    bids: ['99x10'],
    asks: ['102x2'],
  },
  {
    // 150 basis points of 100 are 1.5, down to 1: trigger 101. Its limit is two ticks above.
    name: 'a trailing buy with a limit takes up to it and no further',
    steps: [
      ...traded,
      ['cancel 904', 'cancelled sell 904 101x10 requested'],
      ['sell 2 101x1', 'accepted sell 2 101x1'],
      ['sell 3 102x1', 'accepted sell 3 102x1'],
      ['sell 4 104x5', 'accepted sell 4 104x5'],
      [
        'buy 1 trailingStopLimit x5 trail=150 trailIn=basisPoints limitOffset=2 display=2',
        'accepted buy 1 0x5',
      ],
      [
        'buy 5 101x1',
        'accepted buy 5 101x1',
        'fill buy 5<2 101x1 left 0/0',
        'triggered buy 1 103x5',
        'fill buy 1<3 102x1 left 0/4',
      ],
    ],
    bids: ['103x2', '99x10'],
    asks: ['104x5'],
  },
  {
    // Units of five: last 1005, so the trigger is 1002; a sell's limit goes up to the tick, 1005, and a tick down.
    name: 'the limit of a trailing stop limit is on the tick, never worse than asked for',
    rules: { unitsPerTick: 5 },
    steps: [
      ['sell 901 1005x1', 'accepted sell 901 1005x1'],
      ['buy 902 1005x1', 'accepted buy 902 1005x1', 'fill buy 902<901 1005x1 left 0/0'],
      ['sell 1 trailingStopLimit x1 trail=3 limitOffset=1', 'accepted sell 1 0x1'],
      ['sell 2 trailingStopLimit x1 trail=3', 'accepted sell 2 0x1'],
      ['buy 3 995x1', 'accepted buy 3 995x1'],
      [
        'sell 4 995x1',
        'accepted sell 4 995x1',
        'fill sell 4<3 995x1 left 0/0',
        'triggered sell 1 1000x1',
        'triggered sell 2 1005x1',
      ],
    ],
    asks: ['1000x1', '1005x1'],
  },
  {
    name: 'a trailing stop limit may begin at a price, and has a distance and an offset that can be',
    steps: [
      ...traded,
      ['sell 1 trailingStopLimit x1 trail=2 trigger=99 limitOffset=3', 'accepted sell 1 0x1'],
      ['replace 1 98x2', 'replaced sell 1 98x2'],
      ['cancel 1', 'cancelled sell 1 0x2 requested'],
      ['sell 2 trailingStopLimit x1 trail=0', 'rejected sell 2 0x1 badTerms'],
      ['sell 2 trailingStopLimit x1 trail=1 limitOffset=1048577', 'rejected sell 2 0x1 badTerms'],
      ['sell 2 trailingStopLimit x1 trail=1 limitOffset=1048576', 'accepted sell 2 0x1'],
      ['sell 4 trailingStopLimit x1 trail=1 IOC', 'rejected sell 4 0x1 illegalCombination'],
    ],
  },
  {
    name: 'trail in ticks of several units',
    rules: { unitsPerTick: 5 },
    steps: [
      ['sell 901 100x1', 'accepted sell 901 100x1'],
      ['buy 902 100x1', 'accepted buy 902 100x1', 'fill buy 902<901 100x1 left 0/0'],
      ['buy 903 95x10', 'accepted buy 903 95x10'],
      ['sell 1 trailingStop x1 trail=1 trailIn=ticks', 'accepted sell 1 0x1'],
      [
        'sell 2 95x1',
        'accepted sell 2 95x1',
        'fill sell 2<903 95x1 left 9/0',
        'triggered sell 1 0x1',
        'fill sell 1<903 95x1 left 8/0',
      ],
    ],
  },
];

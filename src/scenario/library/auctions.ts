/**
 * Scenarios in which orders are collected before they trade: how a day opens and closes, and what a halt does in between.
 */
import { atSecond, stage, startBook } from './parts';
import { intervention, ordinaryFlow, venueOf, type Scenario } from './scenario';

const LOTS = [500, 300, 1_200, 200, 800, 400];

/** Orders of many people around a price, some of them willing to pay, or to take, more than others. */
const collected = (
  firstId: number,
  count: number,
  fromSecond: number,
  everySeconds: number,
  middle: number,
): NonNullable<Scenario['commands']> =>
  Array.from({ length: count }, (_, place) => {
    const isBuy = place % 2 === 0;
    const spread = ((place * 37) % 31) - 15;
    return intervention(fromSecond + place * everySeconds, {
      id: String(firstId + place),
      side: isBuy ? 'buy' : 'sell',
      price: String(middle + spread + (isBuy ? 3 : -3)),
      lots: LOTS[(place * 5) % LOTS.length]!,
    });
  });

export const openingAuction: Scenario = {
  name: 'opening-auction',
  title: 'Opening auction',
  character: 'Four minutes of collecting, one price',
  symbol: 'OPEN',
  minutes: 14,
  speed: 5,
  t: 50,
  seed: '31',
  instrument: venueOf('opening', [
    { at: '00:00:00', state: 'preOpen' },
    { at: '14:31:00', state: 'openingCall' },
    { at: '14:35:00', state: 'continuous', within: '20s' },
    { at: '23:00:00', state: 'closed' },
  ]),
  lesson: {
    goal: 'Follow the indicative price while orders are collected, and say by which rule the opening price was found.',
    questions: [
      {
        ask: 'During the call the best bid is above the best ask. Why does nothing trade?',
        options: [
          'The orders are too small',
          'Orders are only collected: they trade together, at one price, when the call ends',
          'The market is halted',
        ],
        answer: 1,
        because: 'A call has no continuous matching, so a book may be crossed until its auction.',
      },
      {
        ask: 'At 14:34:40 somebody offers 12,000 lots. What happens to the indicative price?',
        options: ['It falls', 'It rises', 'Nothing before the auction'],
        answer: 0,
        because:
          'Supply grows, so most lots trade at a lower price. Follow “indicative” in the log: 100.32 becomes 100.20.',
      },
      {
        ask: 'Why does the call end at a random moment after 14:35:00?',
        options: [
          'The computers need time',
          'To let more orders in',
          'So that nobody can move the price in the very last instant and be sure to be the last',
        ],
        answer: 2,
        because:
          'The moment comes from the venue’s own random stream: the same seed gives the same one, and nobody in the market knows it.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      startNs: atSecond(330),
      start: startBook(10_015, 10_017, 6, 50),
      stages: [stage(0, 2, 2.4, 2, -0.1), stage(120, 1, 1, 1)],
    }),
  ],
  commands: [
    ...collected(1_000, 52, 20, 4.75, 10_020),
    intervention(265.5, { id: '900', side: 'buy', type: 'market', lots: 3_000, tif: 'ATO' }),
    intervention(280, { id: '901', side: 'sell', price: '10012', lots: 12_000 }),
  ].sort((a, b) => Number(BigInt(String(a['ts'])) - BigInt(String(b['ts'])))),
};

export const closingCross: Scenario = {
  name: 'closing-cross',
  title: 'Closing cross',
  character: 'Index funds want the closing price, whatever it is',
  symbol: 'CLSE',
  minutes: 12,
  speed: 5,
  t: 330,
  seed: '32',
  instrument: venueOf('closing', [
    { at: '00:00:00', state: 'continuous' },
    { at: '14:37:00', state: 'closingCall' },
    { at: '14:39:30', state: 'tradeAtClose', within: '15s' },
    { at: '14:41:30', state: 'closed' },
  ]),
  lesson: {
    goal: 'See how orders that must have the closing price meet, who takes the other side, and what trading at the close adds.',
    questions: [
      {
        ask: 'At-the-close market orders came all afternoon. Where are they until 14:37?',
        options: [
          'In the book at the best price',
          'Held: in no level, for the closing auction alone',
          'Rejected',
        ],
        answer: 1,
        because:
          'ATC orders are held by the venue. Nobody sees them in the book; the indicative volume of the call shows them.',
      },
      {
        ask: 'The closing price is above the last trade before the call. Why?',
        options: ['The buyers at any price outweigh the sellers', 'Auctions add a premium', 'The tick grew'],
        answer: 0,
        because:
          'Those who buy at any price want 15,000 lots more than those who sell at any price, so the auction goes up the offers until most lots trade.',
      },
      {
        ask: 'After the auction a buy of 700 lots comes with a limit of 102.00. At which price does it trade?',
        options: ['At the best offer', 'At the mid price', 'At the closing price, and at no other'],
        answer: 2,
        because:
          'Trade-at-close knows one price: that of the auction. An order with a worse limit waits in vain.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      endNs: atSecond(419),
      start: startBook(10_019, 10_021, 6, 50),
      stages: [stage(0, 1, 1, 1), stage(300, 1.3, 1.8, 1.2, 0.06)],
    }),
  ],
  commands: [
    ...[60, 150, 240, 330].map((second, place) =>
      intervention(second, { id: String(10 + place), side: 'buy', type: 'market', lots: 6_000, tif: 'ATC' }),
    ),
    intervention(400, { id: '20', side: 'sell', type: 'market', lots: 9_000, tif: 'ATC' }),
    ...collected(1_000, 16, 440, 6, 10_040),
    intervention(640, { id: '30', side: 'buy', price: '10200', lots: 700 }),
    intervention(655, { id: '31', side: 'sell', price: '9900', lots: 700 }),
  ],
};

export const haltAndReopening: Scenario = {
  name: 'halt-and-reopening',
  title: 'Halt and reopening',
  character: 'Trading stops, orders are collected, one price',
  symbol: 'HALT',
  minutes: 14,
  speed: 5,
  t: 260,
  seed: '33',
  lesson: {
    goal: 'Compare a fall that runs its course with one that is stopped: what may be done in a halt, and at which price trading begins again.',
    questions: [
      {
        ask: 'The programme sells from minute 5. At 5:30 the supervisor halts. What may you still do?',
        options: ['Cancel orders', 'Send market orders', 'Nothing at all'],
        answer: 0,
        because:
          'A halt refuses new orders (notTradingNow) and takes cancels. Resting orders stay in the book.',
      },
      {
        ask: 'What happens to the programme’s orders that come during the halt?',
        options: ['They wait', 'They are refused', 'They trade at the last price'],
        answer: 1,
        because:
          'See “rejected” with notTradingNow in the log: a sender who does not look at the state learns it here.',
      },
      {
        ask: 'From 7:30 orders are collected, at 9:30 they trade at one price. Why is it above the last price before the halt?',
        options: [
          'The venue sets it there',
          'The halt gave buyers time: demand collected over two minutes meets a sale that was made within seconds',
          'Sellers were banned',
        ],
        answer: 1,
        because:
          'A reopening auction puts time in the place of immediacy. Compare with “Flash crash”, where nobody stops it.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(300, 0.7, 1.6, 2.4, -0.2),
        stage(330, 0, 0, 0),
        stage(450, 0.6, 0, 0.3),
        stage(571, 1.4, 1.6, 1.2, 0.05),
        stage(660, 1, 1, 1),
      ],
    }),
  ],
  commands: [
    ...Array.from({ length: 16 }, (_, place) =>
      intervention(300 + place * 3, { id: String(100 + place), side: 'sell', type: 'market', lots: 3_000 }),
    ),
    { op: 'session', ts: atSecond(330), state: 'halted', source: 'intervention' } as const,
    { op: 'session', ts: atSecond(450), state: 'openingCall', source: 'intervention' } as const,
    ...collected(1_000, 24, 452, 4.5, 9_985),
    { op: 'session', ts: atSecond(570), state: 'continuous', source: 'intervention' } as const,
  ].sort((a, b) => Number(BigInt(String(a.ts)) - BigInt(String(b.ts)))),
};

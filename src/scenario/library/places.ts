/**
 * Scenarios about where an order stands: its place in the queue of a price, and prices that follow the market by themselves.
 */
import { stage, startBook } from './parts';
import { intervention, ordinaryFlow, type Scenario } from './scenario';
import { seen } from './costs';

/** What an order of account 1 … 3 is changed to. */
const changed = (
  op: 'reduce' | 'replace',
  second: number,
  fields: Parameters<typeof intervention>[1],
): ReturnType<typeof intervention> => ({ ...intervention(second, fields), op });

const bid = (second: number, account: number, id: number): ReturnType<typeof intervention> =>
  intervention(second, { id: String(id), side: 'buy', price: '10000', lots: 1_000, account });
const sale = (second: number, id: number, lots: number): ReturnType<typeof intervention> =>
  intervention(second, { id: String(id), side: 'sell', price: '10000', lots, tif: 'IOC' });

export const queuePlace: Scenario = {
  name: 'queue-place',
  title: 'A place in the queue',
  character: 'Which change of an order keeps its place, and which one does not',
  symbol: 'PLACE',
  minutes: 10,
  speed: 10,
  t: 35,
  seed: '61',
  lesson: {
    goal: 'Three people bid the same price. See what their place in the queue is worth, which change of an order keeps it, which one loses it, and what a better price does.',
    questions: [
      {
        ask: 'At 14:32 account 1 takes 300 of its 600 lots off. At 14:32:30 somebody sells 400. Who buys them?',
        options: [
          'Account 1: 300, account 2: 100',
          'Account 2: all, as account 1 went to the back',
          'All three the same',
        ],
        answer: 0,
        because:
          'Fewer lots are no new wish: a reduce keeps the place. The two fills of 14:32:30 in the log are 300 of account 1 and 100 of account 2.',
      },
      {
        ask: 'At 14:34 account 2 replaces its 900 lots by 1,400 at the same price. At 14:35 somebody sells 1,200. What does account 2 buy?',
        options: ['900, and 300 go to account 3', '1,200', 'Nothing'],
        answer: 2,
        because:
          'A replace gives the place away: account 2 now stands behind account 3 and behind the order that account 1 sent at 14:33. They buy 1,000 and 200.',
      },
      {
        ask: 'At 14:36:30 account 1, whose order has 800 lots left, moves it from 100.00 to 100.01. Where does it stand now?',
        options: [
          'Last: it was replaced',
          'First: a better price comes before every earlier order at a worse one',
          'Where it was',
        ],
        answer: 1,
        because:
          'Price comes before time. The sale of 14:37 goes to account 1 alone, for one tick a lot more than the queue would have paid.',
      },
    ],
  },
  agents: [],
  commands: [
    bid(10, 1, 1),
    bid(20, 2, 2),
    bid(30, 3, 3),
    intervention(40, { id: '10', side: 'sell', price: '10005', lots: 20_000 }),
    sale(60, 20, 400),
    changed('reduce', 120, { id: '1', lots: 300 }),
    sale(150, 21, 400),
    bid(180, 1, 4),
    changed('replace', 240, { id: '2', price: '10000', lots: 1_400 }),
    sale(300, 22, 1_200),
    changed('replace', 390, { id: '4', price: '10001', lots: 800 }),
    sale(420, 23, 500),
    sale(510, 24, 1_000),
  ],
  more: { accounts: [1, 2, 3].map((id) => ({ id, cash: '1000000000' })), reports: seen },
};

export const pegs: Scenario = {
  name: 'pegs',
  title: 'Prices that follow',
  character: 'A bid that climbs with the best bid, a sale in the middle that nobody sees',
  symbol: 'PEGS',
  minutes: 12,
  speed: 5,
  t: 100,
  seed: '62',
  // A tick has two units, so that the middle of a spread of one tick is a price.
  instrument: { priceUnit: '0.005', unitsPerTick: 2 },
  lesson: {
    goal: 'Follow order 1, a bid pegged to the best bid with a cap, and find order 2, a hidden sale pegged to the middle between best bid and best ask.',
    questions: [
      {
        ask: 'Order 1 is pegged to the best bid and capped. What happens each time the best bid rises?',
        options: [
          'Nothing: it stays at its price',
          'The venue moves it to the new best bid, behind those who were there first, up to its cap',
          'Its owner replaces it',
        ],
        answer: 1,
        because:
          'Choose “restated” in the log: no command of the owner, only new prices of order 1. It never leads, it follows.',
      },
      {
        ask: 'At 14:34 somebody buys 1,500 lots at market. Which offer is taken first?',
        options: [
          'The best one on the ladder',
          'The largest one',
          'One that the ladder does not show, half a spread below the best one that it does',
        ],
        answer: 2,
        because:
          'In Time & sales the fill of 14:34:00 stands at the middle of best bid and best ask: order 2, hidden and pegged to it, has the better price.',
      },
      {
        ask: 'Who gains from a trade in the middle, compared with one at the best bid or ask?',
        options: ['Only the buyer', 'Both, half the spread each', 'Only the seller'],
        answer: 1,
        because:
          'The buyer would have paid the ask, the seller would have got the bid. The seller paid otherwise: with waiting, unseen, for somebody who happens to come.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(150, 1, 1.3, 1, 0.14),
        stage(330, 1, 1.1, 1, -0.08),
        stage(500, 1, 1, 1),
      ],
    }),
  ],
  commands: [
    intervention(110, { id: '1', side: 'buy', type: 'pegged', peg: 'primary', price: '20070', lots: 40_000 }),
    ...[240, 360, 480].flatMap((second, place) => [
      intervention(second - 2, {
        id: String(2 + place),
        side: 'sell',
        type: 'pegged',
        peg: 'mid',
        hidden: true,
        lots: 4_000,
      }),
      intervention(second, { id: String(10 + place), side: 'buy', type: 'market', lots: 1_500 }),
    ]),
  ],
};

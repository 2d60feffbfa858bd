/**
 * Scenarios about who stands in the book: nobody, somebody who hides, somebody who must buy.
 */
import { stage, startBook } from './parts';
import { intervention, ordinaryFlow, type Scenario } from './scenario';

export const drought: Scenario = {
  name: 'liquidity-drought',
  title: 'Liquidity drought',
  character: 'The same trades, a third of the orders',
  symbol: 'DRY',
  minutes: 18,
  speed: 5,
  t: 240,
  seed: '14',
  lesson: {
    goal: 'Measure liquidity as what an order costs: the same market order before, during and after the makers step back.',
    questions: [
      {
        ask: 'Buys of 4,000 lots come at minutes 4, 9 and 15. Which pays the most above the mid price?',
        options: ['The first', 'The second', 'The third'],
        answer: 1,
        because: 'At minute 9 few lots stand near the touch, so the same size goes through more prices.',
      },
      {
        ask: 'What changed at minute 6?',
        options: [
          'Limit orders came at a third of the pace and left sooner',
          'More market orders came',
          'The tick size grew',
        ],
        answer: 0,
        because:
          'The flow of trades is as before. Depth is a balance of orders that come and orders that leave.',
      },
      {
        ask: 'The spread is one number. Which other one tells more about the cost of 4,000 lots?',
        options: ['The last price', 'Depth: lots within a few ticks of the touch', 'The number of trades'],
        answer: 1,
        because: 'The spread is the cost of the first lot only. The depth picture shows the rest.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [stage(0, 1, 1, 1), stage(360, 0.34, 1, 2), stage(720, 1.5, 1, 0.9), stage(800, 1, 1, 1)],
    }),
  ],
  commands: [240, 540, 900].map((second, place) =>
    intervention(second, { id: String(place + 1), side: 'buy', type: 'market', lots: 4_000 }),
  ),
};

export const shortSqueeze: Scenario = {
  name: 'short-squeeze',
  title: 'Short squeeze',
  character: 'Buy stops above the price, one after the other',
  symbol: 'SQZE',
  minutes: 20,
  speed: 10,
  t: 200,
  seed: '21',
  lesson: {
    goal: 'See how people who are short and protect themselves with stops become the buyers that drive the price against them.',
    questions: [
      {
        ask: 'What is a stop order to buy for somebody who is short?',
        options: [
          'A way to sell more',
          'A limit on the loss: it buys back once the price has risen so far',
          'A resting bid',
        ],
        answer: 1,
        because: 'It waits in no level and nobody sees it, until a trade reaches its trigger.',
      },
      {
        ask: 'At 14:36:32 twelve stops are elected within one nanosecond. What elects them?',
        options: [
          'One after the other: each that buys lifts the price to the trigger of the next',
          'The buyer of 9,000 lots, who comes again',
          'They all have the same trigger',
        ],
        answer: 0,
        because:
          'Choose “triggered” and “fill” in the log: order 2002 buys from 100.45 up to 100.53, beyond the triggers at 100.48 and 100.52 of the next two, and so on up to 100.91.',
      },
      {
        ask: 'Twenty-four stops wait, with triggers from 100.36 to 101.28. Fourteen are elected. Why not the other ten?',
        options: [
          'The venue halts trading',
          'The last one that bought reached 100.91, and the next trigger is 100.92',
          'Their owners cancelled them',
        ],
        answer: 1,
        because:
          'Forced buying ends where it does not reach the next trigger. Then only those are left who want to buy at this price: a moment later the best bid is 100.42.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(300, 0.8, 1.5, 1.6, 0.12),
        stage(420, 1.3, 1.8, 1.2, -0.16),
        stage(800, 1, 1, 1),
      ],
    }),
  ],
  commands: [
    ...Array.from({ length: 24 }, (_, place) =>
      intervention(1, {
        id: String(2_000 + place),
        side: 'buy',
        type: 'stop',
        trigger: String(10_036 + 4 * place),
        lots: 1_800,
      }),
    ),
    intervention(300, { id: '1', side: 'buy', type: 'market', lots: 9_000 }),
  ],
};

export const icebergHunt: Scenario = {
  name: 'iceberg-hunt',
  title: 'Iceberg hunt',
  character: 'A level that does not run dry',
  symbol: 'BERG',
  minutes: 15,
  speed: 5,
  t: 100,
  seed: '17',
  lesson: {
    goal: 'Find an iceberg by what it does: its level shows little, trades much, and is filled up again at the back of the queue.',
    questions: [
      {
        ask: 'Between minutes 2 and 9 one bid trades far more than it ever shows. How do you find it?',
        options: [
          'Compare lots traded at a price with lots displayed there',
          'Look for the largest displayed level',
          'Wait for the highest price',
        ],
        answer: 0,
        because:
          'Volume at price beside the ladder shows it: thousands traded where only some hundred lots stood.',
      },
      {
        ask: 'After each refill the iceberg stands …',
        options: ['first in its level', 'last in its level', 'where it was'],
        answer: 1,
        because:
          'A refill loses priority. See the fills at 100.12 from 14:33:28 on: when the lots that order 1 showed are used up, others trade before it does again.',
      },
      {
        ask: 'What do you pay when you trade against it?',
        options: [
          'A worse price, because it hides',
          'Its limit price, as with any order',
          'A fee for hidden lots',
        ],
        answer: 1,
        because:
          'Fills are at the maker’s price. Who sells here gets more lots at one price than the book had promised.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [stage(0, 1, 1, 1), stage(120, 1, 1.3, 1, -0.3), stage(560, 1, 1.2, 1, 0.1)],
    }),
  ],
  commands: [intervention(110, { id: '1', side: 'buy', price: '10012', lots: 110_000, display: 400 })],
};

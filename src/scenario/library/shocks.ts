/**
 * Scenarios in which one order, or one headline, meets a book that was not made for it.
 */
import { atSecond, stage, startBook } from './parts';
import { intervention, ordinaryFlow, type Scenario } from './scenario';

/** A programme that sells so many lots every so many seconds, whatever the price. */
const programme = (
  fromSecond: number,
  count: number,
  everySeconds: number,
  lots: number,
): Scenario['commands'] =>
  Array.from({ length: count }, (_, place) =>
    intervention(fromSecond + place * everySeconds, {
      id: String(1_000 + place),
      side: 'sell',
      type: 'market',
      lots,
    }),
  );

/** Stop orders of people who are long, one below the other. */
const stops = (highest: number, count: number, lots: number): Scenario['commands'] =>
  Array.from({ length: count }, (_, place) =>
    intervention(1, {
      id: String(2_000 + place),
      side: 'sell',
      type: 'stop',
      trigger: String(highest - 4 * place),
      lots,
    }),
  );

export const flashCrash: Scenario = {
  name: 'flash-crash',
  title: 'Flash crash',
  character: 'A programme, thin bids, and stops in a row',
  symbol: 'FLSH',
  minutes: 15,
  speed: 5,
  t: 200,
  seed: '6',
  lesson: {
    goal: 'See how a sale that looks at volume and not at price, bids that step back, and resting stops make a fall that none of them would make alone.',
    questions: [
      {
        ask: 'The programme’s sale of 14:34:48 goes from 99.91 down to 99.75. In the same nanosecond the price is at 99.34. Who sold the rest of the way?',
        options: [
          'The programme, with a larger order',
          'Stops: each trade elects the next ones, and they sell into few bids',
          'Sellers who lowered their limits',
        ],
        answer: 1,
        because:
          'Choose “triggered” in the log: eleven stops are elected at 14:34:48, each one more market order, and cancels have thinned the bids by then.',
      },
      {
        ask: 'In which order are stops elected when one trade passes several of them?',
        options: ['Earliest first', 'Largest first', 'Highest trigger first, as the price falls past it'],
        answer: 2,
        because:
          'Order 2000 with its trigger at 99.90 comes first in the log, 2013 with 99.38 last; each after the order that moved the price has finished.',
      },
      {
        ask: 'What brings the price back?',
        options: [
          'New limit buys and buyers of the cheap shares, once the selling ends',
          'The stops are cancelled',
          'A rule of the venue',
        ],
        answer: 0,
        because: 'No rule acts here. Compare with the scenario “Halt and reopening”, where one does.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(240, 0.7, 1.3, 2.2, -0.1),
        stage(300, 0.6, 1.6, 3, -0.2),
        stage(345, 1.6, 2.2, 1.4, 0.4),
        stage(480, 1.4, 1.5, 1.2, 0.25),
        stage(660, 1, 1, 1),
      ],
    }),
  ],
  commands: [...stops(9_990, 14, 1_500)!, ...programme(240, 30, 3, 2_100)!],
};

export const fatFinger: Scenario = {
  name: 'fat-finger',
  title: 'Fat finger',
  character: 'A price with a digit too many, three times',
  symbol: 'OOPS',
  minutes: 15,
  speed: 5,
  t: 100,
  seed: '9',
  instrument: { venueRules: { collarTicks: 40, maxValue: '500000000' } },
  lesson: {
    goal: 'See which mistakes a price collar and a largest order value stop at the door, and which one gets through.',
    questions: [
      {
        ask: 'At minute 2 somebody wants to buy 60,000 lots with a limit of 110.20 instead of 100.20. What happens?',
        options: ['It buys everything up to 110.20', 'It is refused: beyondCollar', 'It rests at 110.20'],
        answer: 1,
        because:
          'A limit may be at most 40 ticks through the displayed touch. The refusal names the rule and costs nothing.',
      },
      {
        ask: 'At minute 4 the size has a digit too many: 600,000 lots at market. What happens?',
        options: ['It is refused: aboveMaxValue', 'It empties the book', 'Only 60,000 lots are taken'],
        answer: 0,
        because: 'Value is price × lots; for a market order the displayed touch stands for the price.',
      },
      {
        ask: 'At minute 6 the order is 48,000 lots at market, below the largest value. Why does no rule stop it?',
        options: [
          'Rules are off by then',
          'A collar looks at limit prices, and a market order has none',
          'The book is deep enough',
        ],
        answer: 1,
        because:
          'This is why venues offer market orders with protection, or halt when the next price would be too far away.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(360, 1.2, 2.5, 2.4, 0.1),
        stage(400, 1.5, 1.4, 1.2, -0.12),
        stage(600, 1, 1, 1),
      ],
    }),
  ],
  commands: [
    intervention(120, { id: '1', side: 'buy', price: '11020', lots: 60_000 }),
    intervention(240, { id: '2', side: 'buy', type: 'market', lots: 600_000 }),
    intervention(360, { id: '3', side: 'buy', type: 'market', lots: 48_000 }),
  ],
};

export const newsShock: Scenario = {
  name: 'news-shock',
  title: 'News shock',
  character: 'Quotes leave first, then the price goes',
  symbol: 'NEWS',
  minutes: 16,
  speed: 5,
  t: 320,
  seed: '35',
  lesson: {
    goal: 'See in which order a market digests news: quotes are pulled, the spread opens, takers pay for speed, and depth comes back last.',
    questions: [
      {
        ask: 'The news comes at 14:36. What changes in the very next seconds?',
        options: ['The price alone', 'Cancels rush in and the spread opens', 'Nothing until the first trade'],
        answer: 1,
        because: 'Who rests is slower than who takes: makers pull quotes before they can be picked off.',
      },
      {
        ask: 'A stop to buy at 100.60 was there before. Who profits from its election?',
        options: [
          'Its owner, who has the best price',
          'Nobody',
          'Those who sell to it, far above the price of a minute ago',
        ],
        answer: 2,
        because:
          'A stop becomes a market order in the thinnest moment of the day. See “triggered” and the fills after it.',
      },
      {
        ask: 'When is it cheapest to buy 4,000 lots after the news?',
        options: ['At once', 'A minute later', 'Minutes later, when depth is back, if the price stays'],
        answer: 2,
        because: 'Compare the sums of ten levels in the touch panel at 14:36:10 and at 14:42.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(360, 0.5, 1.2, 6),
        stage(366, 0.9, 2.6, 2, 0.22),
        stage(400, 1.2, 2, 1.4, 0.1),
        stage(460, 1.4, 1.6, 1.2),
        stage(640, 1.1, 1.2, 1),
      ],
    }),
  ],
  commands: [
    ...Array.from({ length: 8 }, (_, place) =>
      intervention(1, {
        id: String(2_000 + place),
        side: 'buy',
        type: 'stop',
        trigger: String(10_060 + 6 * place),
        lots: 1_200,
      }),
    ),
    {
      op: 'news',
      ts: atSecond(360),
      text: 'Regulator approves the merger: a cash offer, far above the price',
    },
  ],
};

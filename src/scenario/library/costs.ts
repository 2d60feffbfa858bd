/**
 * Scenarios about what a venue charges and how long a message takes.
 */
import type { AgentJson } from '../agents';
import { stage, startBook } from './parts';
import { intervention, ordinaryFlow, type Scenario } from './scenario';

const RACES = 24;

/** A quote that news makes stale, two who want it, and its maker who wants it back: all at the same instant. */
const race = (number: number, tif: string): NonNullable<Scenario['commands']> => {
  const second = 20 + 24 * number;
  const offer = { side: 'sell', price: '10025', lots: 300 };
  const take = { side: 'buy', price: '10025', lots: 300, tif };
  return [
    intervention(second, { id: String(100 + number), account: 3, ...offer }),
    { ...intervention(second + 10, { id: String(100 + number) }), op: 'cancel' },
    intervention(second + 10, { id: String(200 + number), account: 1, ...take }),
    intervention(second + 10, { id: String(300 + number), account: 2, ...take }),
  ];
};

/** `tif` of those who take; what rests of theirs is cancelled before the next race. */
export const races = (tif: 'IOC' | 'GTC' = 'IOC'): NonNullable<Scenario['commands']> => [
  intervention(1, { id: '1', side: 'buy', price: '10000', lots: 5_000 }),
  intervention(1, { id: '2', side: 'sell', price: '10040', lots: 5_000 }),
  ...Array.from({ length: RACES }, (_, number) => [
    ...race(number, tif),
    ...(tif === 'IOC' ? [] : [200, 300]).map((first) => ({
      ...intervention(32 + 24 * number, { id: String(first + number) }),
      op: 'cancel',
    })),
  ]).flat(),
];

/** Without agents a run does not report the touch by itself, and the chart lives on it. */
export const seen: AgentJson = [
  'accepted',
  'rejected',
  'fill',
  'cancelled',
  'replaced',
  'reduced',
  'cancelRejected',
  'touch',
  'session',
  'auction',
  'sent',
  'heard',
];

/** Who takes part, and how long their messages travel. */
export const raceTerms: NonNullable<Scenario['more']> = {
  accounts: [1, 2, 3].map((id) => ({ id, cash: '100000000' })),
  latency: [
    {
      account: 1,
      new: { logNormal: { median: '60000', sigma: 0.3, from: '40000' } },
      response: { constant: '50000' },
    },
    {
      account: 2,
      new: { logNormal: { median: '200000', sigma: 0.3, from: '40000' } },
      response: { constant: '90000' },
    },
    { account: 3, cancel: { uniform: ['60000', '180000'] }, response: { constant: '50000' } },
  ],
};

export const latencyRace: Scenario = {
  name: 'latency-race',
  title: 'Latency race',
  character: 'A stale quote, two takers, one maker',
  symbol: 'RACE',
  minutes: 10,
  speed: 10,
  t: 15,
  seed: '41',
  lesson: {
    goal: 'Twenty-four times a quote becomes stale, and three people send a message in the same nanosecond. See who wins, and why it is not always the fastest.',
    questions: [
      {
        ask: 'All three messages are sent at the same instant. What decides?',
        options: ['The id of the order', 'Which message arrives first', 'The larger account'],
        answer: 1,
        because:
          'Look at “sent” in the log and at the time of the answer: each message travels for a time drawn from its sender’s own distribution.',
      },
      {
        ask: 'What does the log say when the maker’s cancel comes after the fill?',
        options: ['tooLate', 'cancelled', 'Nothing'],
        answer: 0,
        because:
          'Choose “cancelRejected”: fourteen times the order was live when the cancel left, and gone when it arrived.',
      },
      {
        ask: 'Account 2 is slower by a tenth of a millisecond and more. How often does it win?',
        options: ['Never or hardly ever', 'Every second time', 'Always'],
        answer: 0,
        because:
          'In continuous trading being a little faster wins nearly all. A venue that collects orders for 100 ms would share by price instead.',
      },
    ],
  },
  agents: [],
  commands: races(),
  more: { ...raceTerms, reports: seen },
};

export const feeWar: Scenario = {
  name: 'fee-war',
  title: 'Fee war',
  character: 'One stock, two venues, opposite fees',
  symbol: 'FEES',
  minutes: 12,
  speed: 5,
  t: 60,
  seed: '42',
  lesson: {
    goal: 'See how two venues compete for the same orders with opposite fees, and why the best price alone does not say which one is cheaper.',
    questions: [
      {
        ask: 'NORTH pays makers and charges takers, SOUTH does the opposite. Prices are equal. Where does a taker pay less?',
        options: ['On NORTH', 'On SOUTH', 'It makes no difference'],
        answer: 1,
        because:
          'SOUTH pays takers 0.10 units a lot, NORTH charges 0.30. See the “fee” reports of account 1 in the log.',
      },
      {
        ask: 'A market order was sent to NORTH and went to SOUTH. Why?',
        options: [
          'SOUTH was cheaper',
          'SOUTH displayed a better price, and an order may not trade through it',
          'NORTH was closed',
        ],
        answer: 1,
        because:
          'The router looks at displayed prices, not at fees: “routed” in the log names the order and the part of it that left, such as 105 at 14:33:30.',
      },
      {
        ask: 'Who pays the rebate?',
        options: ['The other trader', 'Nobody', 'The venue, out of what it charges the other side'],
        answer: 2,
        because: 'Fees of all accounts and the income of the venues sum up to zero, to the smallest unit.',
      },
    ],
  },
  agents: [0, 1].map((instrument) =>
    ordinaryFlow({
      instrument,
      market: 0.35,
      start: startBook(10_019, 10_021, 4, 40),
      stages: [stage(0, 0.6, 1, 1)],
    }),
  ),
  commands: Array.from({ length: 20 }, (_, place) =>
    intervention(60 + place * 30, {
      id: String(100 + place),
      instrument: place % 2,
      side: place % 4 < 2 ? 'buy' : 'sell',
      type: 'market',
      lots: 700,
      account: 1,
    }),
  ),
  more: {
    instruments: ['NORTH', 'SOUTH'].map((venue) => ({
      symbol: 'FEES',
      priceUnit: '0.01',
      lotSize: '1',
      minTick: 1,
      maxTick: 100_000,
      venue,
    })),
    accounts: [{ id: 1, cash: '1000000000' }],
    routing: { protect: true },
    venues: [
      {
        name: 'NORTH',
        account: 90,
        fees: [
          { name: 'take', role: 'taker', perLot: '0.3' },
          { name: 'make', role: 'maker', perLot: '-0.2' },
        ],
      },
      {
        name: 'SOUTH',
        account: 91,
        fees: [
          { name: 'take', role: 'taker', perLot: '-0.1' },
          { name: 'make', role: 'maker', perLot: '0.2' },
        ],
      },
    ],
  },
};

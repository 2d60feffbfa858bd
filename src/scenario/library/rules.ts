/**
 * Scenarios about rules that venues have against speed and against falls: bands, breakers, batches, bumps, shares of a queue.
 */
import type { AgentJson } from '../agents';
import { atSecond, stage, startBook } from './parts';
import { intervention, ordinaryFlow, venueOf, type Scenario } from './scenario';
import { raceTerms, races, seen } from './costs';

const allDay: readonly AgentJson[] = [{ at: '00:00:00', state: 'continuous', bands: 1 }];

export const limitPause: Scenario = {
  name: 'limit-pause',
  title: 'Limit up, limit down',
  character: 'A band that follows the price, fifteen seconds, a pause',
  symbol: 'LULD',
  minutes: 16,
  speed: 5,
  t: 290,
  seed: '51',
  instrument: venueOf('bands', allDay, {
    bands: {
      rows: [{ tier: '1', from: '0', basisPoints: 40 }],
      mean: '5m',
      republishBasisPoints: 30,
      hold: '30s',
      limitState: '15s',
      pause: '2m',
    },
  }),
  lesson: {
    goal: 'See a price band at work: a sale stops at the band instead of going through it, a clock of fifteen seconds runs, and only then trading pauses. Here the band is four tenths of a per cent wide and the pause two minutes.',
    questions: [
      {
        ask: 'At 14:35 somebody sells 90,000 lots with a limit of 99.00. What becomes of the part that would trade below the band?',
        options: ['It is refused', 'It rests at the band as an offer', 'It trades below the band'],
        answer: 1,
        because:
          'The log says “restated”: the order has the price of the band now. So the best offer equals the band, and that is the limit state.',
      },
      {
        ask: 'What would have ended the limit state without a pause?',
        options: [
          'Somebody who buys all that is offered at the band within 15 seconds',
          'One trade at the band',
          'A new bid below the band',
        ],
        answer: 0,
        because:
          'The whole size at the band has to trade or to be cancelled. “Next” in the tab Session counts the seconds down.',
      },
      {
        ask: 'Why is the reference of the band the mean of five minutes, and not the last price?',
        options: [
          'Because it is easier to compute',
          'So that the band lags behind: a fast fall meets it, a slow one carries it along',
          'So that it never moves',
        ],
        answer: 1,
        because:
          'Look at “Price bands” in the tab Session before 14:35 and after the pause: they moved with the trades in between.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 6, 60),
      stages: [
        stage(0, 1, 1, 1),
        stage(300, 0.6, 0.6, 1, -0.3),
        stage(325, 1, 0.4, 0.6, 0.1),
        stage(450, 1, 1.2, 1, 0.1),
        stage(700, 1, 1, 1),
      ],
    }),
  ],
  commands: [
    intervention(240, { id: '100', side: 'sell', type: 'market', lots: 12_000 }),
    intervention(300, { id: '101', side: 'sell', price: '9900', lots: 90_000 }),
  ],
};

export const batchRace: Scenario = {
  name: 'batch-race',
  title: 'The race in batches',
  character: 'The latency race, where time comes in steps',
  symbol: 'STEP',
  minutes: 10,
  speed: 10,
  t: 15,
  seed: '41',
  instrument: { rulebook: { name: 'frequent-batch', version: '1' } },
  lesson: {
    goal: 'The same twenty-four races as in “Latency race”, at a venue that collects orders for a tenth of a second and then trades them at one price. See who wins now.',
    questions: [
      {
        ask: 'In “Latency race” the maker was too late in fourteen of twenty-four races. How often is its quote taken here?',
        options: ['As often', 'Half as often', 'Never'],
        answer: 2,
        because:
          'The cancel comes within the tenth of a second, before anybody trades: “cancelled” in the log, and no fill of account 1 or 2.',
      },
      {
        ask: 'What is a message worth that comes 0.1 milliseconds earlier?',
        options: [
          'Nothing, unless the moment of the auction lies between the two',
          'As much as before',
          'Twice as much',
        ],
        answer: 0,
        because:
          'Within one batch all come at the same time. With 100 ms a batch such a moment lies between them once in a thousand times.',
      },
      {
        ask: 'What does the maker gain who is no longer picked off?',
        options: [
          'A fee',
          'It can quote a smaller spread: it need not be paid for losses to the fast',
          'Nothing',
        ],
        answer: 1,
        because:
          'This is the argument for frequent batch auctions: what the fast win is paid for by everybody through the spread.',
      },
    ],
  },
  agents: [],
  commands: races('GTC'),
  more: { ...raceTerms, reports: seen },
};

export const speedBump: Scenario = {
  name: 'speed-bump',
  title: 'The race over a bump',
  character: 'Who takes waits 350 microseconds, who cancels does not',
  symbol: 'BUMP',
  minutes: 10,
  speed: 10,
  t: 15,
  seed: '41',
  instrument: { rulebook: { name: 'speed-bump', version: '1' } },
  lesson: {
    goal: 'The same races again, where every order that would trade at once waits 350 microseconds at the door, and cancels do not wait. See what this changes, and what it does not.',
    questions: [
      {
        ask: 'Account 1 needs some 60 microseconds, the maker’s cancel up to 180. Who is first now?',
        options: ['Account 1, as before', 'The cancel: account 1 needs 60 and 350', 'It is a matter of luck'],
        answer: 1,
        because:
          'Look at the times in the log: “cancelled” comes first, and the orders that arrive after the bump find nothing.',
      },
      {
        ask: 'What becomes of the orders of accounts 1 and 2?',
        options: [
          'They are accepted after the wait, find no offer at their price, and are cancelled as IOC',
          'They are refused at the door',
          'They rest in the book',
        ],
        answer: 0,
        because:
          '“cancelled” with iocRemainder stands in the log, 350 microseconds and the way after “sent”.',
      },
      {
        ask: 'Between accounts 1 and 2 the faster one is still first. Why does a bump not end that race?',
        options: [
          'The bump is too short',
          'Both wait equally long, so their order stays; only cancels gain on them',
          'Account 2 pays more',
        ],
        answer: 1,
        because: 'A batch ends the race among takers too; a bump of this kind only protects who quotes.',
      },
    ],
  },
  agents: [],
  commands: races(),
  more: { ...raceTerms, reports: seen },
};

export const marketBreaker: Scenario = {
  name: 'market-breaker',
  title: 'Market-wide halt',
  character: 'The index falls by seven per cent, and everything stops',
  symbol: 'WIDE',
  minutes: 14,
  speed: 5,
  t: 280,
  seed: '53',
  lesson: {
    goal: 'See a halt that no order of this stock caused: the index of the whole market falls by seven per cent, and every stock pauses at the same nanosecond.',
    questions: [
      {
        ask: 'Trading pauses at 14:36. How far had this stock fallen from its start then?',
        options: ['By seven per cent', 'By less than one per cent', 'It had risen by seven per cent'],
        answer: 1,
        because: 'The breaker looks at the index alone. What this stock did plays no part.',
      },
      {
        ask: 'In the chart’s head, look at the other instrument. What is its state at 14:37?',
        options: ['Continuous trading', 'Trading pause', 'Closed'],
        answer: 1,
        because:
          'Both stand under the same rulebook, so both pause at 14:36:00 and open again by an auction of their own.',
      },
      {
        ask: 'At 14:40 the index is down by eight per cent. Why does nothing happen?',
        options: [
          'Each level halts once a day, and the next one is 13 per cent',
          'The breaker was switched off',
          'It is too late in the day',
        ],
        answer: 0,
        because: 'Levels are 7, 13 and 20 per cent. The first one is used up; the third would end the day.',
      },
    ],
  },
  agents: [0, 1].map((instrument) =>
    ordinaryFlow({
      instrument,
      market: 0.35,
      start: startBook(10_019, 10_021, 4, 40),
      stages: [
        stage(0, 0.6, 1, 1),
        stage(300, 0.6, 1.3, 1.2, -0.08),
        stage(480, 0.8, 1, 0.9),
        stage(600, 0.6, 1, 1),
      ],
    }),
  ),
  more: {
    instruments: ['WIDE', 'ALSO'].map((symbol) => ({
      symbol,
      priceUnit: '0.01',
      lotSize: '1',
      minTick: 1,
      maxTick: 100_000,
      ...venueOf('breaker', [{ at: '00:00:00', state: 'continuous' }], {
        breaker: { levelBasisPoints: [700, 1300], halt: '2m', before: '20:25:00', closingBasisPoints: 2000 },
      }),
    })),
    marketIndex: {
      close: '500000',
      points: [
        { ts: atSecond(120), value: '489000' },
        { ts: atSecond(300), value: '472000' },
        { ts: atSecond(360), value: '464900' },
        { ts: atSecond(480), value: '461000' },
        { ts: atSecond(600), value: '459900' },
      ],
    },
  },
};

export const proRata: Scenario = {
  name: 'pro-rata',
  title: 'Shares of a queue',
  character: 'Who is large gets more, who is early gets nothing for it',
  symbol: 'SHARE',
  minutes: 10,
  speed: 10,
  t: 55,
  seed: '54',
  instrument: { venueRules: { allocation: 'proRata' } },
  lesson: {
    goal: 'See how a venue that shares fills by size treats three makers at one price, and what that does to the sizes that they show.',
    questions: [
      {
        ask: 'At one price rest 1,000 lots of account 1, then 3,000 of account 2, then 6,000 of account 3. 1,000 lots are sold at 14:31. What does account 1 get?',
        options: ['1,000: it came first', '100: a tenth, as it shows a tenth', 'Nothing'],
        answer: 1,
        because:
          'The fills in the log are 100, 300 and 600. Price, time would have given all of it to account 1.',
      },
      {
        ask: 'At minute 3 account 1 shows 9,000 lots more at that price. Who pays for it at the next sale?',
        options: ['The seller', 'The venue', 'Accounts 2 and 3: their shares shrink'],
        answer: 2,
        because:
          'Compare the fills at 14:34 with those at 14:31: the same sale, other shares. Being late cost account 1 nothing.',
      },
      {
        ask: 'What will makers do at such a venue who want to buy 500 lots?',
        options: ['Show far more than they want, because they expect a part', 'Be earlier', 'Hide'],
        answer: 0,
        because: 'Size is what is paid for here, so books look deeper than what people really want to trade.',
      },
    ],
  },
  agents: [],
  commands: [
    ...[1_000, 3_000, 6_000].map((lots, place) =>
      intervention(10 + 10 * place, {
        id: String(1 + place),
        side: 'buy',
        price: '10000',
        lots,
        account: 1 + place,
      }),
    ),
    intervention(40, { id: '10', side: 'sell', price: '10010', lots: 20_000 }),
    intervention(60, { id: '20', side: 'sell', price: '10000', lots: 1_000, tif: 'IOC' }),
    intervention(180, { id: '4', side: 'buy', price: '10000', lots: 9_000, account: 1 }),
    intervention(240, { id: '21', side: 'sell', price: '10000', lots: 1_000, tif: 'IOC' }),
    intervention(300, { id: '22', side: 'sell', price: '10000', lots: 5_000, tif: 'IOC' }),
    intervention(420, { id: '23', side: 'sell', price: '10000', lots: 2_000, tif: 'IOC' }),
    intervention(540, { id: '24', side: 'buy', price: '10010', lots: 500, tif: 'IOC' }),
  ],
  more: { accounts: [1, 2, 3].map((id) => ({ id, cash: '1000000000' })), reports: seen },
};

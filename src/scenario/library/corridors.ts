/**
 * Scenarios about corridors: a next price that would be too far away is no trade but the beginning of a call.
 */
import { atSecond, stage, startBook } from './parts';
import { intervention, ordinaryFlow, venueOf, type Scenario } from './scenario';

export const volatilityAuction: Scenario = {
  name: 'volatility-auction',
  title: 'Volatility auction',
  character: 'A corridor stops the next price, not the last one',
  symbol: 'VOLA',
  minutes: 14,
  speed: 5,
  t: 330,
  seed: '34',
  instrument: venueOf('corridor', [{ at: '00:00:00', state: 'continuous' }], {
    volatility: {
      dynamicBasisPoints: 30,
      staticBasisPoints: 300,
      widerBasisPoints: 500,
      length: '2m',
      within: '20s',
    },
  }),
  lesson: {
    goal: 'See that the potential next price triggers the interruption: the order trades up to the edge of the corridor, and the rest of it waits in a call.',
    questions: [
      {
        ask: 'At minute 6 somebody buys 60,000 lots at market. How far does the order trade at once?',
        options: [
          'Not at all',
          'Up to the edge of the corridor, 30 basis points from the last price before it',
          'Until it is filled',
        ],
        answer: 1,
        because:
          'What would trade beyond the edge does not: the state becomes volatilityCall within the very event.',
      },
      {
        ask: 'What becomes of the rest of the order?',
        options: [
          'It is cancelled',
          'It waits, and takes part in the auction that ends the call',
          'It rests at the edge',
        ],
        answer: 1,
        because:
          'An IOC would be cancelled; a fill-or-kill that reaches too far is cancelled before it trades at all.',
      },
      {
        ask: 'Who gains from the interruption?',
        options: [
          'The buyer, if sellers come to the call: more lots at a better price than the thin book had',
          'Only the venue',
          'Nobody',
        ],
        answer: 0,
        because:
          'Look at the price of the auction beside the highest offers that stood in the book at minute 6.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 5, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(360, 0.7, 0, 0.6),
        stage(505, 1.3, 1.4, 1.1, -0.06),
        stage(640, 1, 1, 1),
      ],
    }),
  ],
  commands: [
    intervention(360, { id: '1', side: 'buy', type: 'market', lots: 60_000 }),
    ...Array.from({ length: 14 }, (_, place) =>
      intervention(372 + place * 7, {
        id: String(100 + place),
        side: 'sell',
        price: String(10_028 + ((place * 7) % 19)),
        lots: 2_500,
      }),
    ),
  ],
};

export const extendedAuction: Scenario = {
  name: 'extended-auction',
  title: 'Extended volatility auction',
  character: 'An auction whose price would be too far away does not happen yet',
  symbol: 'WIDER',
  minutes: 15,
  speed: 5,
  t: 350,
  seed: '63',
  instrument: venueOf('wider', [{ at: '00:00:00', state: 'continuous' }], {
    volatility: {
      dynamicBasisPoints: 50,
      staticBasisPoints: 200,
      widerBasisPoints: 300,
      length: '2m',
      within: '20s',
    },
  }),
  lesson: {
    goal: 'A takeover is announced. See what a venue does when two minutes of collecting orders are over and the price that they give is still far from the last one: it goes on collecting.',
    questions: [
      {
        ask: 'Why does the call that began at 14:36 not end with an auction at about 14:38?',
        options: [
          'Nothing would trade',
          'Its price would be more than three per cent from the price before: the call is extended',
          'A supervisor stopped it',
        ],
        answer: 1,
        because:
          'Look at the tab Session at 14:38:15 and at 14:38:30: the indicative price stands at 104.60, the last price was 100.87, and the state is now “Extended volatility call”.',
      },
      {
        ask: 'What ends the extended call?',
        options: [
          'A clock of its own',
          'The buyers who give up',
          'Offers: once the indicative price is within three per cent, the auction follows in that very event',
        ],
        answer: 2,
        because:
          'Choose “indicative” in the log: it falls with the offers from 14:39:20 on, to 103.88 with that of 14:40:00. The auction has the very nanosecond of this offer.',
      },
      {
        ask: 'Who was protected by the extension?',
        options: [
          'Those who had sent market orders: they would have bought at a price that few sellers had seen yet',
          'Those who offered late',
          'Nobody: the price rose all the same',
        ],
        answer: 0,
        because:
          'The auction’s price is 103.88; at 14:38 it would have been 104.60. Who bought at market pays seven tenths of a per cent less, to sellers who needed two minutes.',
      },
    ],
  },
  agents: [
    ordinaryFlow({
      start: startBook(10_019, 10_021, 5, 50),
      stages: [
        stage(0, 1, 1, 1),
        stage(358, 0.5, 0.4, 1.5),
        stage(362, 0, 0, 0.1),
        stage(606, 1.2, 0.3, 0.6),
        stage(660, 1.2, 1, 1),
      ],
    }),
  ],
  commands: [
    {
      op: 'news',
      ts: atSecond(358),
      text: 'A competitor offers 105.00 for every share, subject to approval',
    },
    intervention(360, { id: '1', side: 'buy', type: 'market', lots: 90_000 }),
    ...Array.from({ length: 20 }, (_, place) =>
      intervention(366 + place * 6, {
        id: String(100 + place),
        side: 'buy',
        price: String(10_290 + ((place * 7) % 13) * 14),
        lots: 3_000,
      }),
    ),
    ...Array.from({ length: 6 }, (_, place) =>
      intervention(430 + place * 8, {
        id: String(150 + place),
        side: 'sell',
        price: String(10_440 + place * 4),
        lots: 4_000,
      }),
    ),
    ...Array.from({ length: 9 }, (_, place) =>
      intervention(560 + place * 5, {
        id: String(200 + place),
        side: 'sell',
        price: String(10_420 - place * 12),
        lots: 10_000,
      }),
    ),
  ].sort((a, b) => Number(BigInt(String(a['ts'])) - BigInt(String(b['ts'])))),
};

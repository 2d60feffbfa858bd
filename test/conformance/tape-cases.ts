/**
 * Tape rows: what each kind does to a book and which reports it prints.
 * Data only. A row reads `tapeAdd buy 1 100x5 last`; words after the amount are flags.
 */
import { tapeReports } from '../model/codes';
import type { ConformanceCase } from './case';

const tape = { rules: { mode: 'tape' }, reports: [...tapeReports, 'rejected'] } as const;

export const tapeCases: readonly ConformanceCase[] = [
  {
    ...tape,
    name: 'an added order joins the back of its level, and the touch is compared at the last row only',
    steps: [
      ['tapeAdd buy 1 100x5', 'accepted buy 1 100x5'],
      ['tapeAdd buy 2 100x3 last', 'accepted buy 2 100x3', 'touch buy 100x8'],
      ['tapeAdd sell 3 99x1 last', 'accepted sell 3 99x1', 'touch sell 99x1'],
    ],
    bids: ['100x8'],
    asks: ['99x1'],
  },
  {
    ...tape,
    name: 'a live id is refused and changes nothing',
    steps: [
      ['tapeAdd buy 1 100x5', 'accepted buy 1 100x5'],
      ['tapeAdd sell 1 105x2', 'rejected sell 1 105x2 duplicateId'],
      ['tapeAdd buy 2 100x0', 'rejected buy 2 100x0 badLots'],
    ],
    bids: ['100x5'],
    asks: [],
  },
  {
    ...tape,
    name: 'a cancel takes all that is open, whatever the row says',
    steps: [
      ['tapeAdd buy 1 100x5', 'accepted buy 1 100x5'],
      ['tapeCancel buy 1 100x2', 'cancelled buy 1 100x5 requested'],
    ],
    bids: [],
  },
  {
    ...tape,
    name: 'a reduce takes no more than is open, and at nothing the order leaves',
    steps: [
      ['tapeAdd sell 1 100x5', 'accepted sell 1 100x5'],
      ['tapeReduce sell 1 100x2', 'reduced sell 1 100x2'],
      ['tapeReduce sell 1 100x9', 'cancelled sell 1 100x3 requested'],
    ],
    asks: [],
  },
  {
    ...tape,
    name: 'an execution prints a trade and says nothing else of the order',
    steps: [
      ['tapeAdd sell 1 100x5', 'accepted sell 1 100x5'],
      ['tapeExecute sell 1 100x2', 'trade sell 1 100x2 displayed'],
      ['tapeExecute sell 1 100x3 cross', 'trade sell 1 100x3 cross'],
      ['tapeAdd sell 1 101x1', 'accepted sell 1 101x1'],
    ],
    asks: ['101x1'],
  },
  {
    ...tape,
    name: 'an execution behind the head of the queue goes to the order that it names',
    steps: [
      ['tapeAdd buy 1 100x5', 'accepted buy 1 100x5'],
      ['tapeAdd buy 2 100x5', 'accepted buy 2 100x5'],
      ['tapeExecute buy 2 100x5', 'trade buy 2 100x5 displayed'],
      ['tapeCancel buy 1 100x5', 'cancelled buy 1 100x5 requested'],
    ],
    bids: [],
  },
  {
    ...tape,
    name: 'a hidden execution and a bare print leave the book alone, at any price',
    rules: { mode: 'tape', unitsPerTick: 100 },
    steps: [
      ['tapeAdd buy 1 10000x5', 'accepted buy 1 10000x5'],
      ['tapeHidden buy 0 10050x7', 'trade buy 0 10050x7 hidden'],
      ['tapeTrade sell 0 10001x7', 'trade sell 0 10001x7 print'],
      ['tapeHidden buy 0 10000x7 cross', 'trade buy 0 10000x7 cross'],
      ['tapeTrade buy 0 10001x7 synthetic', 'trade buy 0 10001x7 unsided'],
      ['tapeHidden buy 0 10050x7 synthetic', 'trade buy 0 10050x7 unsided'],
      ['tapeTrade buy 0 10001x7 synthetic cross', 'trade buy 0 10001x7 cross'],
      ['tapeExecute buy 1 10000x1 synthetic', 'trade buy 1 10000x1 displayed'],
    ],
    bids: ['10000x4'],
  },
  {
    ...tape,
    name: 'a surplus in the row becomes lots of unknown origin, which serve unknown ids',
    steps: [
      ['tapeAdd buy 1 100x5', 'accepted buy 1 100x5'],
      ['tapeLevelSet buy 0 100x12', 'level buy 100x12'],
      ['tapeExecute buy 77 100x4', 'trade buy 77 100x4 displayed'],
      ['tapeReduce buy 78 100x1 last', 'touch buy 100x7'],
      ['tapeCancel buy 79 100x9 last', 'touch buy 100x5'],
    ],
    bids: ['100x5'],
  },
  {
    ...tape,
    name: 'a surplus in the book leaves: unknown lots, then final orders, then others, latest first',
    steps: [
      ['tapeAdd sell 1 100x5', 'accepted sell 1 100x5'],
      ['tapeAdd sell 2 100x5 final', 'accepted sell 2 100x5'],
      ['tapeAdd sell 3 100x5 final', 'accepted sell 3 100x5'],
      ['tapeAdd sell 4 100x5', 'accepted sell 4 100x5'],
      ['tapeLevelSet sell 0 100x22', 'level sell 100x22'],
      ['tapeLevelSet sell 0 100x20', 'level sell 100x20'],
      [
        'tapeLevelSet sell 0 100x13',
        'cancelled sell 3 100x5 retired',
        'cancelled sell 2 100x2 retired',
        'level sell 100x13',
      ],
      [
        'tapeLevelSet sell 0 100x4',
        'cancelled sell 2 100x3 retired',
        'cancelled sell 4 100x5 retired',
        'cancelled sell 1 100x1 retired',
        'level sell 100x4',
      ],
      ['tapeCancel sell 1 100x4', 'cancelled sell 1 100x4 requested'],
    ],
    asks: [],
  },
  {
    ...tape,
    name: 'a level may be set in an empty book and set to nothing',
    steps: [
      ['tapeLevelSet buy 0 100x9', 'level buy 100x9'],
      ['tapeLevelSet buy 0 100x0', 'level buy 100x0'],
      ['tapeLevelSet sell 0 90x0', 'level sell 90x0'],
    ],
    bids: [],
    asks: [],
  },
  {
    ...tape,
    name: 'a touch replaces the whole side',
    steps: [
      ['tapeTouch buy 0 100x9 last', 'level buy 100x9', 'touch buy 100x9'],
      ['tapeTouch buy 0 101x2 last', 'level buy 101x2', 'touch buy 101x2'],
      ['tapeTouch buy 0 99x3 last', 'level buy 99x3', 'touch buy 99x3'],
      ['tapeTouch buy 0 0x0 last', 'level buy 0x0', 'touch buy 0x0'],
    ],
    bids: [],
  },
  {
    ...tape,
    name: 'a clear empties one side',
    steps: [
      ['tapeLevelSet buy 0 100x9', 'level buy 100x9'],
      ['tapeLevelSet buy 0 98x9', 'level buy 98x9'],
      ['tapeLevelSet sell 0 102x9 last', 'level sell 102x9', 'touch buy 100x9', 'touch sell 102x9'],
      ['tapeClear buy 0 0x0 last', 'touch buy 0x0'],
    ],
    bids: [],
    asks: ['102x9'],
  },
  {
    ...tape,
    name: 'a status is reported with its number',
    steps: [
      ['tapeStatus buy 0 0x1', 'session 1'],
      ['tapeStatus buy 0 0x0', 'session 0'],
    ],
  },
  {
    ...tape,
    name: 'rows that need a level are refused off the tick and out of range',
    rules: { mode: 'tape', unitsPerTick: 100, maxTick: 1000 },
    steps: [
      ['tapeAdd buy 1 10050x5', 'rejected buy 1 10050x5 offTick'],
      ['tapeLevelSet buy 0 10050x5', 'rejected buy 0 10050x5 offTick'],
      ['tapeAdd buy 1 200000x5', 'rejected buy 1 200000x5 priceOutOfRange'],
      ['tapeExecute buy 9 10050x5', 'rejected buy 9 10050x5 offTick'],
    ],
    bids: [],
  },
  {
    ...tape,
    name: 'orders do not belong into a tape’s book, nor rows into a matched one',
    steps: [['buy 1 100x5', 'rejected buy 1 100x5 unknownCommand']],
    bids: [],
  },
  {
    name: 'rows are refused by a matched book',
    steps: [['tapeAdd buy 1 100x5', 'rejected buy 1 100x5 unknownCommand']],
    bids: [],
  },
];

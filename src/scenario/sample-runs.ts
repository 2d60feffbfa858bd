/**
 * The sample runs that come with the page: markets of different character, made by agents alone. Data and the manifests
 * made from it; a change here changes digests, so `npm run samples` and the golden test go with it. All are synthetic.
 */
import type { AgentJson } from './agents';
import { atSecond, sizes, smallCapacities, stage, startBook } from './library/parts';

export interface SampleRun {
  /** file below `samples/` */
  readonly name: string;
  readonly title: string;
  /** a few words */
  readonly character: string;
  /** what to look for, two or three sentences */
  readonly look: string;
  readonly symbol: string;
  readonly minutes: number;
  /** pace at which it is worth watching, and seconds after the start to begin at */
  readonly speed: number;
  readonly t: number;
  readonly seed: string;
  readonly agents: readonly AgentJson[];
  readonly commands?: readonly AgentJson[];
}

export const sampleRuns: readonly SampleRun[] = [
  {
    name: 'crash',
    title: 'Crash through a shock',
    character: 'One large order empties the book',
    look: 'Twelve minutes in, one sale of 70,000 lots goes through every bid in its way. See the hole in the depth picture, the cancels that follow, and how much of the fall is won back as buyers return.',
    symbol: 'FALL',
    minutes: 30,
    speed: 10,
    t: 640,
    seed: '26',
    agents: [
      {
        family: 'cst',
        limits: [0.4, 0.6, 0.8, 0.9, 0.9],
        tail: { k: 1.5, alpha: 0.5, depth: 60 },
        market: 0.7,
        cancels: [0.26, 0.24, 0.2, 0.16, 0.12, 0.08],
        sizes,
        start: startBook(10_019, 10_021, 6, 50),
        stages: [
          stage(0, 1, 1, 1),
          stage(720, 1.2, 4, 3, -0.25),
          stage(750, 1.6, 2.5, 2, -0.05),
          stage(840, 1.6, 1.8, 1.4, 0.12),
          stage(1_140, 1, 1, 1),
        ],
      },
    ],
    commands: [
      {
        op: 'new',
        ts: atSecond(720),
        id: '1',
        side: 'sell',
        type: 'market',
        lots: 70_000,
        source: 'intervention',
      },
    ],
  },
  {
    name: 'opening-rush',
    title: 'Opening rush',
    character: 'A storm that calms down',
    look: 'The first two minutes carry more than a third of all trades. Watch the spread narrow as orders pile up at the touch, and how the message rate on the scrubber falls like a hill.',
    symbol: 'RUSH',
    minutes: 30,
    speed: 5,
    t: 20,
    seed: '11',
    agents: [
      {
        family: 'cst',
        limits: [0.16, 0.34, 0.6, 0.9, 1],
        tail: { k: 1.5, alpha: 0.6, depth: 40 },
        market: 0.9,
        cancels: [0.3, 0.28, 0.24, 0.2, 0.16, 0.12],
        sizes,
        start: startBook(10_018, 10_024, 4),
        stages: [
          stage(0, 6, 9, 7, 0.1),
          stage(45, 5, 7, 5.5, -0.2),
          stage(120, 2.2, 2.4, 2.2, 0.12),
          stage(300, 1, 1, 1, -0.05),
          stage(700, 0.5, 0.5, 0.5, 0.04),
        ],
      },
    ],
  },
  {
    name: 'busy',
    title: 'Busy afternoon',
    character: 'Thick book, constant trading',
    look: 'A hundred and more messages a second, yet the price hardly gets away: every level is rebuilt as fast as it is taken. Play it at 1× and watch the queues at the touch breathe.',
    symbol: 'BUSY',
    minutes: 20,
    speed: 2,
    t: 60,
    seed: '3',
    agents: [
      {
        family: 'cst',
        limits: [2.2, 2.8, 3, 2.8, 2.6],
        tail: { k: 5, alpha: 0.55, depth: 40 },
        market: 2.6,
        cancels: [0.5, 0.5, 0.42, 0.36, 0.3, 0.25],
        sizes,
        start: startBook(10_104, 10_106, 9),
      },
    ],
  },
  {
    name: 'trend',
    title: 'Trend and pullback',
    character: 'Buyers keep pushing',
    look: 'For twelve minutes buying is a little busier than selling, and that little is enough. Look at the pullback after it: the flow turns before the price does.',
    symbol: 'RISE',
    minutes: 40,
    speed: 10,
    t: 240,
    seed: '4',
    agents: [
      {
        family: 'cst',
        limits: [0.24, 0.4, 0.6, 0.8, 0.8],
        tail: { k: 1.2, alpha: 0.6, depth: 30 },
        market: 0.6,
        cancels: [0.24, 0.22, 0.2, 0.17, 0.14, 0.11],
        sizes,
        start: startBook(9_949, 9_952, 5),
        stages: [
          stage(0, 1, 1, 1),
          stage(180, 1, 1.2, 1, 0.14),
          stage(900, 1, 1.3, 1, -0.12),
          stage(1_260, 1, 1.1, 1, 0.1),
          stage(1_900, 0.9, 0.8, 0.9),
        ],
      },
    ],
  },
  {
    name: 'quiet',
    title: 'Quiet noon',
    character: 'Little happens, slowly',
    look: 'Few orders, long waits between trades, a spread that stays put. Step from trade to trade and look at how long an order at the back of the queue has to wait.',
    symbol: 'CALM',
    minutes: 60,
    speed: 20,
    t: 600,
    seed: '2',
    agents: [
      {
        family: 'cst',
        limits: [0.03, 0.05, 0.1, 0.15, 0.16],
        tail: { k: 0.25, alpha: 0.6, depth: 30 },
        market: 0.08,
        cancels: [0.05, 0.045, 0.04, 0.03, 0.025, 0.02],
        sizes,
        start: startBook(9_998, 10_001, 5),
      },
    ],
  },
  {
    name: 'thin',
    title: 'Thin book',
    character: 'Wide spread, sudden jumps',
    look: 'Only a handful of orders at each price and holes between them, so one trade can move the price by several ticks. Compare how far the touch jumps here and in the busy run.',
    symbol: 'THIN',
    minutes: 45,
    speed: 10,
    t: 300,
    seed: '5',
    agents: [
      {
        family: 'cst',
        limits: [0.02, 0.02, 0.03, 0.05, 0.07],
        tail: { k: 0.42, alpha: 0.75, depth: 60 },
        market: 0.12,
        cancels: [0.09, 0.08, 0.07, 0.06, 0.05, 0.045],
        sizes,
        start: startBook(10_046, 10_053, 1, 40),
      },
    ],
  },
];

/** The manifest of a sample run as JSON; small capacities keep its checkpoints small. */
export const sampleManifest = (run: SampleRun): Record<string, AgentJson> => ({
  version: 1,
  title: run.title,
  instruments: [{ symbol: run.symbol, priceUnit: '0.01', lotSize: '1', minTick: 1, maxTick: 100_000 }],
  seed: run.seed,
  startNs: atSecond(0),
  endNs: atSecond(run.minutes * 60),
  agents: run.agents,
  ...(run.commands === undefined ? {} : { commands: run.commands }),
  capacities: smallCapacities,
});

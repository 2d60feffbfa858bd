/** The tapes that come with the page, as plans: the same plan gives the same bytes. */
import type { FlowPlan } from './order-flow';

export interface Sample {
  /** folder below `tapes/` */
  readonly folder: string;
  readonly title: string;
  /** a few words */
  readonly character: string;
  /** what to look for, two or three sentences */
  readonly look: string;
  /** where a first visit begins: speed of playback, seconds after the start */
  readonly speed: number;
  readonly t: number;
  readonly plan: FlowPlan;
}

export const samples: readonly Sample[] = [
  {
    folder: 'opening',
    title: 'Opening hour',
    character: 'A rush, a calm, a fall and the way back',
    look: 'A generated tape, replayed: every order was written down beforehand. Twenty minutes in, the price falls by two per cent within two minutes; look at the depth before it, and at how long the way back takes.',
    speed: 10,
    t: 130,
    plan: {
      name: 'Opening hour (synthetic)',
      symbol: 'ACME',
      seed: 7,
      startNs: 1_767_623_400_000_000_000n,
      startTick: 10_230,
      stages: [
        { seconds: 240, rate: 90, drift: 55, takes: 110 },
        { seconds: 540, rate: 28, drift: -20, takes: 70 },
        { seconds: 300, rate: 34, drift: 15, takes: 70 },
        { seconds: 120, rate: 180, drift: -205, takes: 170 },
        { seconds: 240, rate: 80, drift: 110, takes: 120 },
        { seconds: 660, rate: 30, drift: 30, takes: 70 },
      ],
    },
  },
];

/**
 * The shape of a conformance case: rules, then steps of one command and the reports it must give, then the book.
 * Knows nothing of engines. A step's reports are complete and in order.
 */
import type { ReportName } from '../model/codes';
import type { InstrumentRules } from '../contract/matcher';
import type { ModelAccountStart, ModelExchange } from '../model/types';

/** A command, then its reports, in the shorthand of `contract/shorthand.ts`. */
export type Step = readonly [command: string, ...reports: string[]];

export interface ConformanceCase {
  readonly name: string;
  readonly rules?: Partial<InstrumentRules>;
  readonly instruments?: number;
  readonly accounts?: readonly ModelAccountStart[];
  readonly venues?: readonly ModelExchange[];
  readonly reports?: readonly ReportName[];
  readonly steps: readonly Step[];
  /** What rests at the end, best level first, as `price x lots`. */
  readonly bids?: readonly string[];
  readonly asks?: readonly string[];
}

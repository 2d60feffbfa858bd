/**
 * The messages of trading by hand: what a person does, what became of it, what would become of it. Part of the one
 * protocol (`protocol.ts`); plain data only, money is price units × lots.
 */
import type { AccountState, OrderLife } from '../desk';
import type { SessionStateName } from '../layout/layout.gen';
import type { ComparisonJson } from './comparison-protocol';
import type { OpenInfo, Place, SideWord } from './protocol';

export type { AccountState, OrderLife };

/** A command as written in the command log (docs/FORMATS.md §2); `ts` absent means now, or `afterNs` later. */
export interface CommandJson {
  op: 'new' | 'cancel' | 'reduce' | 'replace';
  ts?: string;
  afterNs?: string;
  instrument?: number;
  id: string;
  side?: SideWord;
  type?: string;
  price?: string;
  lots?: number;
  tif?: string;
  postOnly?: boolean;
  account?: number;
  displayShift?: number;
  source?: 'intervention' | 'person' | 'strategy' | 'agent';
  /** terms beyond the plain ones */
  trigger?: string;
  triggerBy?: string;
  trail?: number;
  trailIn?: string;
  limitOffset?: number;
  protection?: number;
  peg?: string;
  offset?: number;
  expires?: string;
  display?: number;
  hidden?: boolean;
  minimum?: number;
  allOrNone?: boolean;
  slide?: boolean;
  reduceOnly?: boolean;
  oco?: string;
  ouo?: string;
  after?: string;
}

/** A supervisor changes the state of an instrument; `ts` absent means now. */
export interface SupervisionJson {
  op: 'session';
  ts?: string;
  instrument?: number;
  state: SessionStateName;
  withinNs?: string;
  source?: 'intervention';
}
/** Agents act at other rates (docs/FORMATS.md §2, "Shocks"). */
export interface AgentChangeJson {
  op: 'agentChange';
  ts?: string;
  afterNs?: string;
  instrument?: number;
  id?: string;
  agent?: number;
  limits?: number;
  markets?: number;
  cancels?: number;
  lean?: number;
}
/** A headline that brings its own text. */
export interface HeadlineJson {
  op: 'news';
  ts?: string;
  afterNs?: string;
  instrument?: number;
  id?: string;
  text: string;
}
export type ActJson = CommandJson | SupervisionJson | AgentChangeJson | HeadlineJson;

export type MarkBy = 'mid' | 'last';
export type WhatIf = 'earlier' | 'better' | 'half';

export type DeskRequest =
  /** All of one moment, in this order. Commands without a time take effect now. */
  | { type: 'act'; commands: readonly ActJson[] }
  /** The same tape with another manifest or log, at the same place where the past is the same, else at the same time. */
  | { type: 'rewrite'; manifest: unknown; humanLog: readonly CommandJson[] }
  /** What became of the person's orders and account. `have`: the key of the last answer. */
  | { type: 'desk'; account: number; mark: MarkBy; have: string | null }
  /**
   * What these commands would do at this very place, played in an engine of its own. `cash`: where there is no account yet;
   * `manifest`: of the run that the first order makes, where this one takes no orders.
   */
  | {
      type: 'preview';
      account: number;
      cash: string | null;
      manifest?: unknown;
      commands: readonly CommandJson[];
    }
  /** The run to now with one order changed; the playhead stays. Sends progress. */
  | { type: 'whatIf'; account: number; order: CommandJson }
  /** The run to now under every impact policy and queue model; the playhead stays. Sends progress. */
  | { type: 'compare'; account: number };

/** An order on a level: open lots, and displayed lots that stand before it; null: beyond what the tape shows. */
export interface WorkingRow {
  readonly instrument: number;
  readonly id: string;
  readonly lots: number;
  readonly aheadLots: bigint | null;
}
export interface DeskJson {
  readonly key: string;
  readonly nowNs: bigint;
  /** newest first; null: as the caller has them */
  readonly orders: OrderLife[] | null;
  readonly working: WorkingRow[];
  /** null: the run has no such account */
  readonly account: AccountState | null;
  /** own commands later than now */
  readonly laterCount: number;
}
export interface PreviewJson extends Place {
  /** when they would take effect */
  readonly entryNs: bigint;
  /** the orders among them, as they would stand then; displayed lots before each that rests, as far as they are known */
  readonly orders: { readonly life: OrderLife; readonly aheadLots: bigint | null }[];
  readonly account: AccountState | null;
  /** what leaves the account beside the prices of its fills */
  readonly feesMoney: bigint;
}
/** How an order ended in one course of events, as far as now. */
export interface OrderOutcome {
  readonly life: OrderLife | null;
  readonly equity: bigint;
  /** filled at worse prices than the middle of the touch when the real order came; negative: at better ones */
  readonly costMoney: bigint | null;
}
export interface WhatIfRow {
  readonly what: WhatIf;
  /** null where the change makes no sense for this order, and why in words */
  readonly command: CommandJson | null;
  readonly why: string;
  readonly outcome: OrderOutcome | null;
  /** what people did, with the change: for opening it as a run of its own */
  readonly humanLog: CommandJson[];
}
export interface WhatIfJson {
  readonly nowNs: bigint;
  readonly real: OrderOutcome;
  readonly rows: WhatIfRow[];
}

export interface DeskAnswers {
  act: Place & { commands: CommandJson[]; humanLog: CommandJson[]; endNs: bigint };
  rewrite: Place & { info: OpenInfo };
  desk: DeskJson;
  preview: PreviewJson;
  whatIf: WhatIfJson;
  compare: ComparisonJson;
}

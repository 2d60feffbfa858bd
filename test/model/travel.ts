/**
 * Messages that travel for a constant time, around the reference engine: what is sent waits in a plain list until it is
 * due; what happens is heard of later. Only for plain orders. Written from the formats document; never imports src.
 */
import { commandKinds, rejectCodes } from './codes';
import type { ModelEngine } from './model-engine';
import type { ModelCommand, ModelReport } from './types';

export interface ConstantDelays {
  account: number;
  new: bigint;
  cancel: bigint;
  replace: bigint;
  response: bigint;
}

type Waiting = { ts: bigint; rank: number; account: number; order: number } & (
  { command: ModelCommand; isKnown: boolean } | { heard: ModelReport }
);

export class ModelTravel {
  readonly reports: ModelReport[] = [];
  private readonly waiting: Waiting[] = [];
  private pushed = 0;

  constructor(
    private readonly engine: ModelEngine,
    private readonly delays: readonly ConstantDelays[],
  ) {}

  /** Everything that is due before the command's turn, then the command leaves or is applied. */
  send(command: ModelCommand): void {
    this.runTo(command.tsNs - 1n);
    const account = this.senderOf(command);
    const delays = this.delays.find((one) => one.account === account);
    if (!delays) {
      this.apply(command, account);
      return;
    }
    const { kind, tsNs, orderId, instrument } = command;
    const delay =
      kind === commandKinds.new ? delays.new : kind === commandKinds.cancel ? delays.cancel : delays.replace;
    const about = {
      side: command.side,
      code: kind,
      id: orderId,
      price: command.priceUnits,
      lots: command.lots,
    };
    this.reports.push({ kind: 'sent', ts: tsNs, instrument, ...about });
    const isKnown = kind !== commandKinds.new && (this.isLive(orderId) || this.isTravelling(orderId));
    const arrival = { ...command, tsNs: tsNs + delay, account };
    this.push({ ts: tsNs + delay, rank: command.rank, account, order: 0, command: arrival, isKnown });
  }

  /** Applies what waits at or before a time, in the order of the queue. */
  runTo(ns: bigint): void {
    for (;;) {
      const next = this.waiting.filter(({ ts }) => ts <= ns).sort(inTurn)[0];
      if (!next) return;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      if ('heard' in next) {
        this.reports.push(next.heard);
        continue;
      }
      const { command, isKnown, account } = next;
      if (isKnown && !this.isLive(command.orderId) && !this.isTravelling(command.orderId)) {
        const { tsNs: ts, instrument, orderId: id, priceUnits: price, lots, kind } = command;
        const kinds = ['cancelRejected', 'reduceRejected', 'replaceRejected'] as const;
        const code = rejectCodes.tooLate;
        this.reports.push({ kind: kinds[kind - 2]!, ts, instrument, side: 0, code, id, price, lots });
        this.hear(account, 1, id, ts);
      } else {
        this.apply(command, account);
      }
    }
  }

  private push(entry: Waiting): void {
    this.pushed += 1;
    this.waiting.push({ ...entry, order: this.pushed });
  }

  private apply(command: ModelCommand, sender: number): void {
    const reports = this.engine.apply(command);
    this.reports.push(...reports);
    for (const { kind, fill, id, ts } of reports) {
      if (kind !== 'fill' || !fill) continue;
      this.hear(fill.makerAccount, 2, id, ts);
      this.hear(fill.takerAccount, 2, fill.takerId, ts);
    }
    this.hear(sender, 1, command.orderId, command.tsNs);
  }

  private hear(account: number, what: number, id: bigint, ns: bigint): void {
    const delays = this.delays.find((one) => one.account === account);
    if (!delays) return;
    const ts = ns + delays.response;
    const heard: ModelReport = {
      kind: 'heard',
      ts,
      instrument: 0,
      side: 0,
      code: what,
      id,
      price: ns,
      lots: account,
    };
    this.push({ ts, rank: 6, account, order: 0, heard });
  }

  private senderOf(command: ModelCommand): number {
    if (command.account !== 0 || command.kind === commandKinds.new) return command.account;
    const live = this.engine.instruments[0]?.book.byId.get(command.orderId);
    return live?.account ?? this.travelling(command.orderId)?.account ?? 0;
  }

  private isLive(id: bigint): boolean {
    return this.engine.instruments[0]?.book.byId.has(id) === true;
  }

  private isTravelling(id: bigint): boolean {
    return this.travelling(id) !== undefined;
  }

  private travelling(id: bigint): ModelCommand | undefined {
    for (const one of this.waiting) {
      if ('command' in one && one.command.kind === commandKinds.new && one.command.orderId === id) {
        return one.command;
      }
    }
    return undefined;
  }
}

function inTurn(a: Waiting, b: Waiting): number {
  if (a.ts !== b.ts) return a.ts < b.ts ? -1 : 1;
  return a.rank - b.rank || a.account - b.account || a.order - b.order;
}

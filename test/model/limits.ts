/**
 * How many messages a venue takes: lists of times, counted from scratch for every message. Written from the formats
 * document; never imports src.
 */
import { commandKinds, rejectCodes } from './codes';
import type { ModelFees } from './fees';
import type { ModelCommand, ModelConfig, ModelExchange } from './types';

export class ModelLimits {
  private readonly sent = new Map<string, bigint[]>();
  private readonly fills = new Map<string, number>();

  constructor(private readonly config: ModelConfig) {}

  venueOf(instrument: number): ModelExchange | undefined {
    const name = this.config.instruments[instrument]?.venue;
    return this.config.venues?.find((venue) => venue.name === name);
  }

  noteFill(account: number, instrument: number): void {
    const key = `${account} ${this.venueOf(instrument)?.name}`;
    this.fills.set(key, (this.fills.get(key) ?? 0) + 1);
  }

  /** 0, or why the message is refused; penalties go to `charge`. */
  admit(account: number, command: ModelCommand, charge: ModelFees['penalise']): number {
    const venue = this.venueOf(command.instrument);
    if (!venue || account === 0) return 0;
    const { messages, orderToTrade } = venue;
    const names = { new: 1, cancel: 2, reduce: 3, replace: 4 } as const;
    if ((messages?.exempt ?? []).some((name) => names[name] === command.kind)) return 0;
    const key = `${account} ${venue.name}`;
    const times = this.sent.get(key) ?? [];
    this.sent.set(key, times);
    const now = command.tsNs;
    const recent = messages ? times.filter((ts) => ts > now - BigInt(messages.windowNs)).length : 0;
    const isTooFast = messages !== undefined && recent >= messages.limit;
    if (isTooFast && messages.penalty === undefined) return rejectCodes.tooManyMessages;
    const most = orderToTrade
      ? orderToTrade.free + orderToTrade.ratio * (this.fills.get(key) ?? 0)
      : Infinity;
    const isTooIdle = times.length >= most;
    const takesOff = command.kind === commandKinds.cancel || command.kind === commandKinds.reduce;
    if (isTooIdle && orderToTrade?.penalty === undefined && !takesOff) return rejectCodes.tooFewTrades;
    if (isTooFast) charge(account, venue, command, BigInt(messages.penalty ?? 0));
    if (isTooIdle && orderToTrade?.penalty !== undefined) {
      charge(account, venue, command, BigInt(orderToTrade.penalty));
    }
    times.push(now);
    return 0;
  }
}

/**
 * Fees of fills by the lines of a venue's schedule, as exact fractions that are rounded once. Knows no book.
 * Written from the formats document; never imports src.
 */
import type { ModelLedger } from './ledger';
import { reportAccount } from './matching';
import type { ModelCommand, ModelConfig, ModelExchange, ModelFeeLine, ModelReport } from './types';

export interface ModelFillSide {
  ts: bigint;
  instrument: number;
  id: bigint;
  account: number;
  side: number;
  isTaker: boolean;
  lots: number;
  price: bigint;
}

/** A decimal as a whole number of 10^-12. */
function exact(text = '0'): bigint {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole) * 10n ** 12n + BigInt(part.padEnd(12, '0'));
  return text.startsWith('-') ? -size : size;
}

/** A whole number of 10^-12 · 10^-4 as money units: basis points are parts of ten thousand. */
const one = 10n ** 16n;

function round(sum: bigint, how = 'nearest'): bigint {
  const below = sum >= 0n ? sum / one : -((-sum + one - 1n) / one);
  const rest = sum - below * one;
  if (rest === 0n || how === 'down') return below;
  if (how === 'up') return below + 1n;
  if (2n * rest === one) return sum > 0n ? below + 1n : below;
  return 2n * rest > one ? below + 1n : below;
}

interface Volume {
  lots: bigint;
  value: bigint;
}

export class ModelFees {
  private readonly volumes = new Map<string, Volume>();
  /** Fees of an order so far, before minimum and maximum. */
  private readonly orders = new Map<string, bigint>();

  constructor(
    private readonly ledger: ModelLedger,
    private readonly config: ModelConfig,
    private readonly emit: (report: ModelReport) => void,
  ) {}

  /** A new order has paid nothing. */
  begin(instrument: number, id: bigint): void {
    this.orders.delete(`${instrument} ${id}`);
  }

  private exchangeOf(instrument: number): ModelExchange | undefined {
    const name = this.config.instruments[instrument]?.venue;
    return this.config.venues?.find((venue) => venue.name === name);
  }

  charge(fill: ModelFillSide): void {
    const { emit } = this;
    const venue = this.exchangeOf(fill.instrument);
    if (!venue) return;
    const key = `${fill.account} ${venue.name}`;
    const volume = this.volumes.get(key) ?? { lots: 0n, value: 0n };
    this.volumes.set(key, volume);
    const size = (fill.price < 0n ? -fill.price : fill.price) * BigInt(fill.lots);
    for (const [place, line] of (venue.fees ?? []).entries()) {
      if (line.role !== undefined && (line.role === 'taker') !== fill.isTaker) continue;
      if (line.side !== undefined && (line.side === 'sell') !== (fill.side === 1)) continue;
      const cash = this.stepOf(line, fill, this.rawOf(line, volume, size, fill.lots));
      if (cash === 0n) continue;
      const [payer, collector] = [
        this.ledger.get(fill.account),
        this.ledger.get(line.account ?? venue.account),
      ];
      payer.available -= cash;
      payer.fees += cash;
      collector.available += cash;
      collector.fees -= cash;
      const { ts, instrument, id, account } = fill;
      emit({ kind: 'fee', ts, instrument, side: 0, code: place, id, price: cash, lots: account });
    }
    volume.lots += BigInt(fill.lots);
    volume.value += size;
  }

  /** A penalty for a message, then the account as it is. */
  readonly penalise = (account: number, venue: ModelExchange, command: ModelCommand, cash: bigint): void => {
    const [payer, collector] = [this.ledger.get(account), this.ledger.get(venue.account)];
    payer.available -= cash;
    payer.fees += cash;
    collector.available += cash;
    collector.fees -= cash;
    const { tsNs: ts, instrument, orderId: id } = command;
    this.emit({ kind: 'fee', ts, instrument, side: 0, code: 127, id, price: cash, lots: account });
    reportAccount({ ts, instrument, ledger: this.ledger, emit: this.emit }, account);
  };

  private rawOf(line: ModelFeeLine, volume: Volume, value: bigint, lots: number): bigint {
    const traded = line.tierBy === 'value' ? volume.value : volume.lots;
    const reached = (line.tiers ?? []).filter(({ from }) => traded >= BigInt(from)).at(-1);
    const basisPoints = exact(reached?.basisPoints ?? line.basisPoints);
    const perLot = exact(reached?.perLot ?? line.perLot);
    const sum = value * basisPoints + BigInt(lots) * perLot * 10_000n + BigInt(line.perFill ?? 0) * one;
    return round(sum, line.rounding);
  }

  /** What this fill adds to what its order pays by the line. */
  private stepOf(line: ModelFeeLine, fill: ModelFillSide, raw: bigint): bigint {
    if (line.minimum === undefined && line.maximum === undefined) return raw;
    const clamp = (sum: bigint): bigint => {
      const capped = line.maximum !== undefined && sum > BigInt(line.maximum) ? BigInt(line.maximum) : sum;
      return line.minimum !== undefined && capped < BigInt(line.minimum) ? BigInt(line.minimum) : capped;
    };
    const key = `${fill.instrument} ${fill.id}`;
    const before = this.orders.get(key);
    const after = (before ?? 0n) + raw;
    this.orders.set(key, after);
    return clamp(after) - (before === undefined ? 0n : clamp(before));
  }
}

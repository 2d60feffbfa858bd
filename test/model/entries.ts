/**
 * Scheduled cash: one fraction an account, rounded once. Written from the formats document; never imports src.
 */
import { entryKinds, rejectCodes } from './codes';
import type { ModelLedger } from './ledger';
import { reportAccount } from './matching';
import type { ModelCommand, ModelCounters, ModelReport } from './types';

interface EntryPlace {
  ledger: ModelLedger;
  counters: ModelCounters;
  emit(report: ModelReport): void;
}

function nearest(a: bigint, b: bigint): bigint {
  const size = a < 0n ? -a : a;
  const whole = (2n * size + b) / (2n * b);
  return a < 0n ? -whole : whole;
}

export function applyEntry(place: EntryPlace, command: ModelCommand): void {
  const { ledger, counters, emit } = place;
  const { tsNs: ts, instrument, side: kind, lots: to, flags, orderId } = command;
  const rate = BigInt.asIntN(32, orderId);
  const [days, dayCount] = [(orderId >> 32n) & 0xffffn, orderId >> 48n];
  const refuse = (code: number): void => {
    const { orderId: id, priceUnits: price, lots } = command;
    emit({ kind: 'rejected', ts, instrument, side: 0, code, id, price, lots });
  };
  if (kind < 1 || kind > 4 || (kind !== entryKinds.settle && dayCount === 0n)) {
    refuse(rejectCodes.badAction);
    return;
  }
  if (!ledger.has(to)) {
    refuse(rejectCodes.unknownAccount);
    return;
  }
  const mark = command.priceUnits === -(2n ** 63n) ? counters.lastPriceUnits : command.priceUnits;
  const share = (value: bigint): bigint => nearest(value * rate * days, 10n ** 8n * dayCount);
  for (const id of [...ledger.accounts.keys()].sort((a, b) => a - b)) {
    if (id === 0 || id === to) continue;
    const { positions, available, locked } = ledger.get(id);
    const position = positions.get(instrument) ?? 0n;
    let cash = 0n;
    if (kind === entryKinds.funding) cash = -share(position * mark);
    if (kind === entryKinds.borrow && position < 0n) cash = share(position * mark);
    const owed = available + locked;
    const isMeant = flags === 0 || (flags === 1 ? owed > 0n : owed < 0n);
    if (kind === entryKinds.interest && isMeant) cash = share(owed);
    if (kind === entryKinds.settle) {
      if (position === 0n) continue;
      cash = position * mark;
      const lots = Number(position < 0n ? -position : position);
      ledger.settle(id, instrument, position > 0n ? 1 : 0, mark, lots);
      ledger.settle(0, instrument, position > 0n ? 0 : 1, mark, lots);
    } else {
      if (cash === 0n) continue;
      ledger.credit(id, to, cash);
    }
    emit({ kind: 'entry', ts, instrument, side: 0, code: kind, id: BigInt(to), price: cash, lots: id });
    reportAccount({ ts, instrument, ledger, emit }, id);
  }
}

/**
 * What a row of a tape does to a book. Rows state what happened: nothing is matched, a crossed book is legal.
 * Knows nothing of commands. Lots of unknown origin are one number at the front of a level.
 */
import { cancelReasons, commandKinds, flagBits, rejectCodes, tradeCodes } from './codes';
import { levelLots } from './book';
import type { ModelBook, ModelLevel, ModelOrder } from './book';
import type { ModelCommand, ModelCounters, ModelInstrument, ModelReport } from './types';

export interface TapePlace {
  book: ModelBook;
  rules: ModelInstrument;
  counters: ModelCounters;
  setSession(state: number): void;
  emit(report: ModelReport): void;
}

function say(
  place: TapePlace,
  row: ModelCommand,
  part: Omit<ModelReport, 'ts' | 'instrument' | 'id'> & { id?: bigint },
): void {
  place.emit({ ts: row.tsNs, instrument: row.instrument, id: row.orderId, ...part });
}

function add(place: TapePlace, row: ModelCommand): void {
  const { side, priceUnits: price, lots, orderId: id } = row;
  if (place.book.byId.has(id)) {
    say(place, row, { kind: 'rejected', side, code: rejectCodes.duplicateId, price, lots });
    return;
  }
  const final = (row.flags & flagBits.final) !== 0;
  const none = { hidden: 0, display: 0, account: 0, postOnly: false, lockPrice: 0n };
  place.book.rest({ ...none, id, side, price, shown: lots, original: lots, final, arrivedNs: row.tsNs });
  say(place, row, { kind: 'accepted', side, code: 0, price, lots });
}

/** Lots of an order that the tape never added. */
function takeAnonymous(place: TapePlace, row: ModelCommand): void {
  place.counters.unknownOrders += 1;
  const level = place.book.find(row.side, row.priceUnits);
  const lots = Math.min(row.lots, level ? level.anonymous : 0);
  place.counters.overdrawnLots += row.lots - lots;
  if (!level || lots === 0) return;
  level.anonymous -= lots;
  place.book.dropIfEmpty(row.side, level);
}

function cancel(place: TapePlace, row: ModelCommand): void {
  const order = place.book.byId.get(row.orderId);
  if (!order) {
    takeAnonymous(place, row);
    return;
  }
  const { side, price, shown: lots } = order;
  place.book.remove(order);
  say(place, row, { kind: 'cancelled', side, code: cancelReasons.requested, price, lots });
}

/** Takes lots off the named order and answers how many went; an unknown one is served from anonymous lots. */
function takeNamed(place: TapePlace, row: ModelCommand, order: ModelOrder): number {
  if ((row.flags & flagBits.final) !== 0) order.final = true;
  const lots = Math.min(row.lots, order.shown);
  place.counters.overdrawnLots += row.lots - lots;
  order.shown -= lots;
  if (order.shown === 0) place.book.remove(order);
  return lots;
}

/** Was the named order the next in turn, with nobody of unknown origin before it? */
function isFirstInTurn(place: TapePlace, order: ModelOrder): boolean {
  const best = place.book.best(order.side);
  return best !== undefined && best.anonymous === 0 && best.orders[0] === order;
}

function reduce(place: TapePlace, row: ModelCommand): void {
  const order = place.book.byId.get(row.orderId);
  if (!order) {
    takeAnonymous(place, row);
    return;
  }
  const lots = takeNamed(place, row, order);
  const { side, price } = order;
  if (order.shown > 0) say(place, row, { kind: 'reduced', side, code: 0, price, lots });
  else say(place, row, { kind: 'cancelled', side, code: cancelReasons.requested, price, lots });
}

function print(place: TapePlace, row: ModelCommand, usual: number): void {
  const isSided = usual === tradeCodes.displayed || (row.flags & flagBits.synthetic) === 0;
  const known = isSided ? usual : tradeCodes.unsided;
  const code = (row.flags & flagBits.cross) !== 0 ? tradeCodes.cross : known;
  say(place, row, { kind: 'trade', side: row.side, code, price: row.priceUnits, lots: row.lots });
}

function execute(place: TapePlace, row: ModelCommand): void {
  const order = place.book.byId.get(row.orderId);
  if (order) {
    if (!isFirstInTurn(place, order)) place.counters.fifoDisagreements += 1;
    takeNamed(place, row, order);
  } else {
    takeAnonymous(place, row);
  }
  print(place, row, tradeCodes.displayed);
}

function retire(place: TapePlace, row: ModelCommand, order: ModelOrder, most: number): number {
  const lots = Math.min(order.shown, most);
  order.shown -= lots;
  const { id, side, price } = order;
  if (order.shown === 0) place.book.remove(order);
  say(place, row, { kind: 'cancelled', side, code: cancelReasons.retired, id, price, lots });
  return lots;
}

function setLevelLots(place: TapePlace, row: ModelCommand, level: ModelLevel, lots: number): void {
  const have = levelLots(level);
  if (lots >= have) {
    level.anonymous += lots - have;
    return;
  }
  let surplus = have - lots;
  const fromAnonymous = Math.min(surplus, level.anonymous);
  level.anonymous -= fromAnonymous;
  surplus -= fromAnonymous;
  const latestFirst = [...level.orders].reverse();
  const inTurn = [
    ...latestFirst.filter((order) => order.final),
    ...latestFirst.filter((order) => !order.final),
  ];
  for (const order of inTurn) {
    if (surplus === 0) break;
    surplus -= retire(place, row, order, surplus);
  }
}

function levelSet(place: TapePlace, row: ModelCommand): void {
  const { side, priceUnits: price, lots } = row;
  const level = place.book.findOrAdd(side, price);
  setLevelLots(place, row, level, lots);
  if (place.book.find(side, price) === level) place.book.dropIfEmpty(side, level);
  say(place, row, { kind: 'level', side, code: 0, id: BigInt(lots), price, lots: 0 });
}

function clearAllBut(place: TapePlace, row: ModelCommand, price: bigint | null): void {
  for (const level of [...place.book.side(row.side)]) {
    if (level.price === price) continue;
    setLevelLots(place, row, level, 0);
    if (place.book.find(row.side, level.price) === level) place.book.dropIfEmpty(row.side, level);
  }
}

function touch(place: TapePlace, row: ModelCommand): void {
  clearAllBut(place, row, row.priceUnits);
  levelSet(place, row);
}

/** Rows that must find a level by its price: those that make one, and those that name nobody known. */
function needsLevel(place: TapePlace, row: ModelCommand): boolean {
  const kinds = commandKinds;
  if (row.kind === kinds.tapeAdd || row.kind === kinds.tapeLevelSet || row.kind === kinds.tapeTouch)
    return true;
  const taking: readonly number[] = [kinds.tapeCancel, kinds.tapeReduce, kinds.tapeExecute];
  return taking.includes(row.kind) && !place.book.byId.has(row.orderId);
}

function refusal(place: TapePlace, row: ModelCommand): number {
  if (row.side !== 0 && row.side !== 1) return rejectCodes.badSide;
  if (row.kind === commandKinds.tapeAdd && row.lots === 0) return rejectCodes.badLots;
  if (!needsLevel(place, row)) return 0;
  const { unitsPerTick, minTick, maxTick } = place.rules;
  if (row.priceUnits % BigInt(unitsPerTick) !== 0n) return rejectCodes.offTick;
  const tick = row.priceUnits / BigInt(unitsPerTick);
  return tick < BigInt(minTick) || tick > BigInt(maxTick) ? rejectCodes.priceOutOfRange : 0;
}

export function applyTapeRow(place: TapePlace, row: ModelCommand): void {
  const kinds = commandKinds;
  const code = refusal(place, row);
  if (code !== 0) {
    say(place, row, { kind: 'rejected', side: row.side & 1, code, price: row.priceUnits, lots: row.lots });
    return;
  }
  if (row.kind === kinds.tapeAdd) add(place, row);
  else if (row.kind === kinds.tapeCancel) cancel(place, row);
  else if (row.kind === kinds.tapeReduce) reduce(place, row);
  else if (row.kind === kinds.tapeExecute) execute(place, row);
  else if (row.kind === kinds.tapeHidden) print(place, row, tradeCodes.hidden);
  else if (row.kind === kinds.tapeTrade) print(place, row, tradeCodes.print);
  else if (row.kind === kinds.tapeLevelSet) levelSet(place, row);
  else if (row.kind === kinds.tapeTouch) touch(place, row);
  else if (row.kind === kinds.tapeClear) clearAllBut(place, row, null);
  else {
    place.setSession(row.lots);
    say(place, row, { kind: 'session', side: 0, code: 0, id: 0n, price: 0n, lots: row.lots });
  }
}

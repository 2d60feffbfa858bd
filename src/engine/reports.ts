/**
 * Journal units as the objects of docs/FORMATS.md ("Reports"), for readers that want words. Readers that want
 * speed take the bytes. Invariant: one object a report, a fill's two units together.
 */
import {
  FillTailLayout as F,
  ReportKind,
  ReportLayout as R,
  actionKindName,
  cancelReasonName,
  commandKindName,
  entryKindName,
  heardName,
  rejectCodeName,
  reportKindName,
  roundingName,
  uncrossRuleName,
  tradeCodeName,
  type ReportKindName,
} from '../layout/layout.gen';

/** The fields after `n`, `ts`, `kind` and `instrument` depend on the kind. */
export type ReportObject = Readonly<Record<string, string | number>> & { readonly kind: ReportKindName };

const sideNames = ['buy', 'sell'] as const;

function body(view: DataView, at: number, kind: number): Record<string, string | number> {
  const flags = view.getUint8(at + R.flags);
  const code = flags >> 1;
  const side = sideNames[(flags & 1) as 0 | 1];
  const lots = view.getUint32(at + R.lots, true);
  const id = (): string => view.getBigUint64(at + R.orderId, true).toString();
  const price = view.getBigInt64(at + R.priceUnits, true).toString();
  switch (kind) {
    case ReportKind.accepted:
    case ReportKind.replaced:
    case ReportKind.reduced:
    case ReportKind.triggered:
    case ReportKind.restated:
      return { side, id: id(), price, lots };
    case ReportKind.rejected:
    case ReportKind.cancelRejected:
    case ReportKind.reduceRejected:
    case ReportKind.replaceRejected:
      return { side, id: id(), price, lots, code: rejectCodeName[code] ?? String(code) };
    case ReportKind.cancelled:
      return { side, id: id(), price, lots, reason: cancelReasonName[code] ?? String(code) };
    case ReportKind.trade:
      return { side, id: id(), price, lots, code: tradeCodeName[code] ?? String(code) };
    case ReportKind.touch:
    case ReportKind.level:
      return { side, price, totalLots: view.getBigInt64(at + R.orderId, true).toString() };
    case ReportKind.session:
      return { state: lots };
    case ReportKind.account:
      return {
        account: lots,
        position: view.getBigInt64(at + R.orderId, true).toString(),
        cash: price,
      };
    case ReportKind.routed:
      return { side, id: id(), lots, child: BigInt.asUintN(64, BigInt(price)).toString() };
    case ReportKind.sent:
      return { side, id: id(), price, lots, request: commandKindName[code] ?? String(code) };
    case ReportKind.heard:
      return { account: lots, id: id(), of: heardName[code] ?? String(code), since: price };
    case ReportKind.entry:
      return { account: lots, entry: entryKindName[code] ?? String(code), from: id(), amount: price };
    case ReportKind.fee:
      return { account: lots, id: id(), line: code, amount: price };
    case ReportKind.holding:
      return { account: lots, cost: view.getBigInt64(at + R.orderId, true).toString(), realised: price };
    case ReportKind.action:
      return { action: actionKindName[code] ?? String(code), newShares: lots, oldShares: id(), cash: price };
    case ReportKind.adjusted:
      return { side, id: id(), price, lots, rounded: roundingName[code] ?? String(code) };
    case ReportKind.bands:
      return { low: price, high: id() };
    case ReportKind.indicative:
    case ReportKind.auction:
      return { side, price, lots, surplus: id(), rule: uncrossRuleName[code] ?? String(code) };
    case ReportKind.news:
      return { text: lots };
    case ReportKind.fact:
      return { text: lots, decimals: code, value: price };
    default:
      throw new Error(`report kind ${kind} at byte ${at} of the journal`);
  }
}

function fill(view: DataView, at: number): Record<string, string | number> {
  const tail = at + R.size;
  return {
    side: sideNames[(view.getUint8(at + R.flags) & 1) as 0 | 1],
    makerId: view.getBigUint64(at + R.orderId, true).toString(),
    takerId: view.getBigUint64(tail + F.takerOrderId, true).toString(),
    price: view.getBigInt64(at + R.priceUnits, true).toString(),
    lots: view.getUint32(at + R.lots, true),
    makerLeaves: view.getUint32(tail + F.makerLeavesLots, true),
    takerLeaves: view.getUint32(tail + F.takerLeavesLots, true),
    makerAccount: view.getUint32(tail + F.makerAccount, true),
    takerAccount: view.getUint32(tail + F.takerAccount, true),
  };
}

/** Decodes whole reports. `firstIndex` is the number of the first one in its run. */
export function* decodeReports(bytes: Uint8Array, firstIndex = 0): Generator<ReportObject> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let n = firstIndex;
  for (let at = 0; at < bytes.byteLength; at += R.size, n++) {
    const kind = view.getUint8(at + R.kind);
    const head = {
      n,
      ts: view.getBigInt64(at + R.tsNs, true).toString(),
      kind: reportKindName[kind] ?? 'accepted',
      instrument: view.getUint16(at + R.instrument, true),
    };
    if (kind === ReportKind.fill) {
      yield { ...head, ...fill(view, at) };
      at += R.size;
    } else {
      yield { ...head, ...body(view, at, kind) };
    }
  }
}

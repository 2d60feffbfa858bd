/**
 * Reports to 32-byte units and commands to and from 40-byte records, with offsets written out by hand.
 * Knows nothing of src: it is the second opinion on the layout.
 */
import { fillTailKind, reportKinds } from './codes';
import type { ModelCommand, ModelReport } from './types';

export function reportBytes(report: ModelReport): Uint8Array {
  const view = new DataView(new ArrayBuffer(report.fill ? 64 : 32));
  view.setUint8(0, reportKinds[report.kind]);
  view.setUint8(1, report.side | (report.code << 1));
  view.setUint16(2, report.instrument, true);
  view.setUint32(4, report.lots, true);
  view.setBigInt64(8, report.ts, true);
  view.setBigUint64(16, BigInt.asUintN(64, report.id), true);
  view.setBigInt64(24, report.price, true);
  if (report.fill) {
    const { makerAccount, takerAccount } = report.fill;
    view.setUint8(32, fillTailKind);
    view.setUint8(33, (makerAccount !== 0 ? 1 : 0) | (takerAccount !== 0 ? 2 : 0));
    view.setUint16(34, report.instrument, true);
    view.setUint32(36, report.fill.makerLeaves, true);
    view.setBigUint64(40, report.fill.takerId, true);
    view.setUint32(48, report.fill.takerLeaves, true);
    view.setUint32(52, makerAccount, true);
    view.setUint32(56, takerAccount, true);
  }
  return new Uint8Array(view.buffer);
}

export const commandSize = 40;

export function writeModelCommand(view: DataView, at: number, command: ModelCommand): void {
  view.setBigInt64(at, command.tsNs, true);
  view.setBigUint64(at + 8, command.orderId, true);
  view.setBigInt64(at + 16, command.priceUnits, true);
  view.setUint32(at + 24, command.lots, true);
  view.setUint8(at + 28, command.kind);
  view.setUint8(at + 29, command.side);
  view.setUint8(at + 30, command.tif);
  view.setUint8(at + 31, command.flags);
  view.setUint16(at + 32, command.instrument, true);
  view.setUint8(at + 34, command.rank);
  view.setUint8(at + 35, command.displayShift);
  view.setUint32(at + 36, command.account, true);
}

export function readModelCommand(view: DataView, at: number): ModelCommand {
  return {
    tsNs: view.getBigInt64(at, true),
    orderId: view.getBigUint64(at + 8, true),
    priceUnits: view.getBigInt64(at + 16, true),
    lots: view.getUint32(at + 24, true),
    kind: view.getUint8(at + 28),
    side: view.getUint8(at + 29),
    tif: view.getUint8(at + 30),
    flags: view.getUint8(at + 31),
    instrument: view.getUint16(at + 32, true),
    rank: view.getUint8(at + 34),
    displayShift: view.getUint8(at + 35),
    account: view.getUint32(at + 36, true),
  };
}

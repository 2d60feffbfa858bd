/** Writes a command as its 40-byte record. Knows no rule; what does not fit its field is a programmer's error. */
import { CommandLayout as C } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';

export function writeCommand(view: DataView, at: number, command: CommandInput): void {
  view.setBigInt64(at + C.tsNs, command.tsNs, true);
  view.setBigUint64(at + C.orderId, command.orderId, true);
  view.setBigInt64(at + C.priceUnits, command.priceUnits, true);
  view.setUint32(at + C.lots, command.lots, true);
  view.setUint8(at + C.kind, command.kind);
  view.setUint8(at + C.side, command.side);
  view.setUint8(at + C.tif, command.tif);
  view.setUint8(at + C.flags, command.flags);
  view.setUint16(at + C.instrument, command.instrument, true);
  view.setUint8(at + C.rank, command.rank);
  view.setUint8(at + C.displayShift, command.displayShift);
  view.setUint32(at + C.account, command.account, true);
}

/**
 * Writes a command as its records of 40 bytes: one, and one more for each part of its terms before it. Knows no rule;
 * what does not fit its field is a programmer's error.
 */
import { CommandKind, CommandLayout as C, LinkKind, TermFlag, TermPart } from '../layout/layout.gen';
import { OrderType } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import type { OrderTerms } from '../scenario/order-terms';

/** The most records that a command takes. */
export const recordsMost = 8;

function writeRecord(view: DataView, at: number, command: CommandInput): void {
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

type Part = Partial<Pick<CommandInput, 'side' | 'tif' | 'flags' | 'lots' | 'displayShift' | 'priceUnits'>>;

function partsOf(terms: OrderTerms): Part[] {
  const isPegged = terms.type === OrderType.pegged;
  const parts: Part[] = [
    {
      side: TermPart.type,
      tif: terms.type,
      flags: terms.source,
      lots: terms.amount,
      displayShift: terms.unit,
      priceUnits: isPegged ? BigInt(terms.offsetTicks) : terms.triggerUnits,
    },
  ];
  const { flags, displayLots, minimumLots, expiryNs, linkKind, peerId, parentId, leavesAtHalt } = terms;
  const inRecord = TermFlag.postOnly;
  if ((flags & ~inRecord) !== 0) {
    parts.push({ side: TermPart.quantity, flags, lots: displayLots, priceUnits: BigInt(minimumLots) });
  }
  if (expiryNs !== 0n) parts.push({ side: TermPart.expiry, priceUnits: expiryNs });
  const asPrice = (id: bigint): bigint => BigInt.asIntN(64, id);
  if (linkKind !== LinkKind.none)
    parts.push({ side: TermPart.link, tif: linkKind, priceUnits: asPrice(peerId) });
  if (parentId !== null)
    parts.push({ side: TermPart.link, tif: LinkKind.after, priceUnits: asPrice(parentId) });
  if (leavesAtHalt) parts.push({ side: TermPart.halt, flags: 1 });
  if (!isPegged && terms.offsetTicks !== 0)
    parts.push({ side: TermPart.limit, priceUnits: BigInt(terms.offsetTicks) });
  return parts;
}

/** How many records the commands take together. */
export const recordCount = (commands: readonly CommandInput[]): number =>
  commands.reduce((sum, { terms }) => sum + 1 + (terms === undefined ? 0 : partsOf(terms).length), 0);

/** Writes the records one after the other; returns how many. */
export function writeCommand(view: DataView, at: number, command: CommandInput): number {
  const { terms, ...plain } = command;
  let count = 0;
  for (const part of terms === undefined ? [] : partsOf(terms)) {
    const nothing = { side: 0, tif: 0, flags: 0, lots: 0, displayShift: 0, priceUnits: 0n };
    writeRecord(view, at + count * C.size, { ...plain, ...nothing, ...part, kind: CommandKind.terms });
    count += 1;
  }
  writeRecord(view, at + count * C.size, plain);
  return count + 1;
}

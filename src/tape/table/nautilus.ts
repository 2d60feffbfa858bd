/**
 * What NautilusTrader writes beside its tables: the instrument, and numbers as integers of fixed width in steps of
 * 10⁻⁹ (8 bytes) or 10⁻¹⁶ (16 bytes); sides and actions as small numbers. NautilusTrader, “Data catalog”.
 */
const sideWords = ['none', 'buy', 'sell'];
const actionWords = ['', 'add', 'update', 'delete', 'clear'];

export interface ForeignTable {
  readonly symbol: string;
  readonly venue: string;
}

/** Undefined: the table is not of that system. */
export function nautilusTable(metadata: ReadonlyMap<string, string>): ForeignTable | undefined {
  const id = metadata.get('instrument_id');
  if (id === undefined || !metadata.has('price_precision')) return undefined;
  const dot = id.lastIndexOf('.');
  return dot < 1 ? { symbol: id, venue: '' } : { symbol: id.slice(0, dot), venue: id.slice(dot + 1) };
}

/** A little-endian integer of 8 or 16 bytes as a decimal. */
export function fixedText(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 8 && bytes.length !== 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const scale = bytes.length === 8 ? 9 : 16;
  let value = view.getBigInt64(bytes.length - 8, true);
  if (bytes.length === 16) value = (value << 64n) | view.getBigUint64(0, true);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Cells that are numbers for words. */
export function wordOf(column: string, cell: string): string {
  if (column === 'side' || column === 'aggressor_side') return sideWords[Number(cell)] ?? cell;
  return column === 'action' ? (actionWords[Number(cell)] ?? cell) : cell;
}

/** The synthetic tape as a real one: tape.json and Parquet bytes, as a page would hand them to the cell. */
import type { ColumnArray } from '../../src/tape/block';
import { TapeBuilder } from '../../src/tape/builder';
import type { TapeManifest } from '../../src/tape/manifest';
import { rowsOf } from '../sim/synthetic-tape';

export async function tapeBytes(
  seed: number,
  rowCount: number,
): Promise<{ manifest: TapeManifest; parquet: Uint8Array }> {
  const parts: Uint8Array[] = [];
  const builder = new TapeBuilder('order', (bytes) => void parts.push(bytes));
  rowsOf(seed, rowCount).forEach((row, sourceRow) => {
    const at = builder.next(row.tsNs);
    const put = (name: string, value: number | bigint): void => {
      (builder.block.columns[name] as { [index: number]: number | bigint } & ColumnArray)[at] = value;
    };
    put('tsExchNs', row.tsNs);
    put('tsLocalNs', row.tsNs);
    put('sourceRow', sourceRow);
    put('instrument', 0);
    put('kind', row.kind);
    put('side', row.side);
    put('flags', row.flags);
    put('orderId', row.orderId);
    put('priceUnits', row.priceUnits);
    put('lots', row.lots);
  });
  const manifest = await builder.finish({
    name: 'synthetic',
    instruments: [{ symbol: 'TEST', venue: 'X', priceUnit: '0.0001', unitsPerTick: 100, lotSize: '1' }],
    zone: 'UTC',
    dateKnown: false,
    converter: 'test@1',
    licence: 'CC0',
    redistribute: true,
    source: { kind: 'test', files: [], rows: rowCount },
  });
  return { manifest, parquet: new Uint8Array(Buffer.concat(parts)) };
}

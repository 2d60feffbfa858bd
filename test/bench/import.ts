/**
 * Import rates: the same adds, executions and cancels in every text and binary format, from bytes in memory to hashed,
 * checked and packed Parquet. One order lives for three messages.
 */
import { tableToIPC, Utf8, Table, vectorFromArray } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import { dbn, mbo } from '../tape/dbn-encode';
import { ItchEncoder } from '../tape/itch-encode';
import type { Context } from './context';
import { figureOf } from './figures';

const encoder = new TextEncoder();
const columns = ['type', 'ts', 'symbol', 'id', 'side', 'price', 'size'] as const;
type Row = Record<(typeof columns)[number], string | null>;

const MIDNIGHT = 1_548_824_400_000_000_000n;
const START = 34_200_000_000_000n;

function rowsOf(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const [order, what] = [Math.floor(i / 3) + 1, i % 3];
    const isAdd = what === 0;
    return {
      ...{
        type: ['add', 'execute', 'cancel'][what] as string,
        ts: String(MIDNIGHT + START + BigInt(i) * 1000n),
      },
      ...{ symbol: 'ACME', id: String(order), side: isAdd ? (order % 2 === 0 ? 'buy' : 'sell') : null },
      price: isAdd ? (order % 2 === 0 ? `99.${80 + (order % 19)}` : `100.${10 + (order % 89)}`) : null,
      size: what === 2 ? null : isAdd ? '100' : '40',
    };
  });
}

function binaryOf(rows: readonly Row[]): Record<string, Uint8Array> {
  const itch = new ItchEncoder();
  const records: Uint8Array[] = [];
  for (const { type, ts, id, side, price, size } of rows) {
    const [ns, order, lots] = [BigInt(ts ?? 0), BigInt(id ?? 0), Number(size)];
    const [letter, ticks] = [side === 'sell' ? 'S' : 'B', Math.round(Number(price) * 10_000)];
    if (type === 'add') itch.add(ns - MIDNIGHT, order, letter, lots, ticks);
    else if (type === 'execute') itch.execute(ns - MIDNIGHT, order, lots);
    else itch.remove(ns - MIDNIGHT, order);
    const action = type === 'add' ? 'A' : type === 'execute' ? 'F' : 'C';
    const priceNano = ticks * 100_000 || 100_000_000_000;
    records.push(
      mbo({
        ts: ns,
        action,
        side: letter === 'S' ? 'A' : 'B',
        id: order,
        price: priceNano,
        size: lots || 60,
      }),
    );
  }
  return { 'ITCH|01302019.NASDAQ_ITCH50': itch.framed(), 'DBN mbo|a.dbn': dbn(2, 0, records) };
}

function filesOf(rows: readonly Row[]): Record<string, Uint8Array> {
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null))),
  );
  const cells = rows.map((row) => columns.map((name) => row[name] ?? '').join(','));
  const vectors = columns.map(
    (name) =>
      [
        name,
        vectorFromArray(
          rows.map((row) => row[name]),
          new Utf8(),
        ),
      ] as const,
  );
  const columnData = columns.map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: 'STRING' as const,
  }));
  return {
    'NDJSON|a.ndjson': encoder.encode(`${lines.join('\n')}\n`),
    'CSV|a.csv': encoder.encode(`${columns.join(',')}\n${cells.join('\n')}\n`),
    'Arrow|a.arrows': tableToIPC(new Table(Object.fromEntries(vectors)), 'stream'),
    'Parquet|a.parquet': new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: [65_536] })),
    ...binaryOf(rows),
  };
}

export async function benchImport(context: Context): Promise<void> {
  const count = context.options.isQuick ? 30_000 : 300_000;
  context.say(`import: ${count} messages a format`);
  for (const [title, bytes] of Object.entries(filesOf(rowsOf(count)))) {
    const [format, name] = title.split('|') as [string, string];
    const rates: number[] = [];
    for (let round = 0; round < Math.min(3, context.options.rounds); round++) {
      const start = performance.now();
      await importFiles([sourceFromBytes(name, bytes)]);
      rates.push(count / (performance.now() - start));
    }
    const note = `${(bytes.length / count).toFixed(0)} bytes a message`;
    context.addFigures(figureOf('import', format, 'k messages/s', rates, note));
  }
}

/**
 * A generated `order` tape: adds, cancels and executions of the first order at the touch, one microsecond apart if
 * nothing else is asked for, written through the tape's own builder. Knows tapes, not engines.
 */
import { CommandFlag, CommandKind } from '../../../src/layout/layout.gen';
import { i64Column, numberColumn, type TapeBlock } from '../../../src/tape/block';
import { TapeBuilder } from '../../../src/tape/builder';
import type { TapeManifest } from '../../../src/tape/manifest';
import { FlowBook, OrderPool } from './flow-book';
import { FlowRandom } from './random';

const SPAN = 1024;
const BASE_UNITS = 100_000;
const STEP_NS = 1000;
const LIVE = 2000;

export interface GeneratedTape {
  readonly manifest: TapeManifest;
  readonly parquet: Uint8Array;
}

interface Row {
  readonly kind: number;
  readonly isSell: boolean;
  readonly id: number;
  readonly place: number;
  readonly lots: number;
}

function nextRow(book: FlowBook, random: FlowRandom, nextId: number): Row {
  const isSell = random.next() >>> 31 === 1;
  const place = isSell ? book.bestAsk : book.bestBid;
  const first = place >= 0 && place < SPAN ? book.firstId(place) : -1;
  if (first >= 0 && book.live.length > LIVE / 2 && random.chance(70)) {
    const lots = book.firstLots(place);
    book.remove(first);
    return { kind: CommandKind.tapeExecute, isSell, id: first, place, lots };
  }
  if (book.live.length >= LIVE && random.chance(520)) {
    const id = book.live[random.below(book.live.length)] as number;
    const { pool } = book;
    const row = {
      isSell: pool.isSell[id] === 1,
      place: pool.place[id] as number,
      lots: pool.lots[id] as number,
    };
    book.remove(id);
    return { kind: CommandKind.tapeCancel, id, ...row };
  }
  const away = random.below(200);
  const wanted = isSell ? SPAN / 2 + away : SPAN / 2 - 1 - away;
  const lots = 1 + random.below(100);
  book.rest(nextId, isSell, wanted, lots);
  return { kind: CommandKind.tapeAdd, isSell, id: nextId, place: wanted, lots };
}

function writeRow(block: TapeBlock, at: number, row: Row, index: number, tsNs: bigint): void {
  i64Column(block, 'tsExchNs')[at] = tsNs;
  i64Column(block, 'tsLocalNs')[at] = tsNs;
  i64Column(block, 'priceUnits')[at] = BigInt(BASE_UNITS + row.place);
  (block.columns['orderId'] as BigUint64Array)[at] = BigInt(row.id + 1);
  numberColumn(block, 'sourceRow')[at] = index;
  numberColumn(block, 'instrument')[at] = 0;
  numberColumn(block, 'kind')[at] = row.kind;
  numberColumn(block, 'side')[at] = row.isSell ? 1 : 0;
  numberColumn(block, 'flags')[at] = CommandFlag.last;
  numberColumn(block, 'lots')[at] = row.lots;
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.byteLength;
  }
  return out;
}

export async function buildTape(rows: number, seed: number, stepNs = STEP_NS): Promise<GeneratedTape> {
  const chunks: Uint8Array[] = [];
  const builder = new TapeBuilder('order', (bytes) => void chunks.push(bytes.slice()));
  const random = new FlowRandom(seed);
  const book = new FlowBook(new OrderPool(rows + 1), SPAN);
  for (let index = 0; index < rows; index++) {
    const row = nextRow(book, random, index);
    const tsNs = BigInt(index) * BigInt(stepNs);
    const at = builder.next(tsNs);
    writeRow(builder.block, at, row, index, tsNs);
    if (index % 65_536 === 0) await builder.drain();
  }
  const manifest = await builder.finish({
    ...{
      name: 'generated',
      zone: 'UTC',
      dateKnown: true,
      converter: 'bench@1',
      licence: 'MIT',
      redistribute: true,
    },
    instruments: [{ symbol: 'BENCH', venue: 'BENCH', priceUnit: '0.01', unitsPerTick: 1, lotSize: '1' }],
    source: { kind: 'generated', files: [], rows },
  });
  return { manifest, parquet: join(chunks) };
}

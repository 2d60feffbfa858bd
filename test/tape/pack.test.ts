/**
 * Packing blocks into commands, against records written field by field through a DataView.
 */
import { describe, expect, it } from 'vitest';
import { CommandLayout as L } from '../../src/layout/layout.gen';
import { makeBlock, type TapeBlock } from '../../src/tape/block';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { schemaNames, schemas, type SchemaName } from '../../src/tape/schemas';
import { seeded } from './sources';

function randomBlock(schema: SchemaName, rows: number): TapeBlock {
  const random = seeded(rows);
  const block = makeBlock(schema, rows);
  for (const [name, data] of Object.entries(block.columns)) {
    for (let i = 0; i < rows; i++) {
      const small = name === 'side' ? random(schema === 'trade' ? 3 : 2) : random(2 ** 32);
      if (data instanceof BigInt64Array)
        data[i] = (BigInt(random(2 ** 30)) << 32n) + BigInt(random(2 ** 32)) - 2n ** 61n;
      else if (data instanceof BigUint64Array) data[i] = 2n ** 64n - 1n - BigInt(random(2 ** 32));
      else data[i] = small;
    }
  }
  return block;
}

type Fields = Record<string, number | bigint>;

function read(out: Uint8Array, index: number): Fields {
  const view = new DataView(out.buffer, out.byteOffset + index * L.size, L.size);
  return {
    ...{ tsNs: view.getBigInt64(L.tsNs, true), orderId: view.getBigUint64(L.orderId, true) },
    ...{ priceUnits: view.getBigInt64(L.priceUnits, true), lots: view.getUint32(L.lots, true) },
    ...{ kind: view.getUint8(L.kind), side: view.getUint8(L.side), tif: view.getUint8(L.tif) },
    ...{
      flags: view.getUint8(L.flags),
      instrument: view.getUint16(L.instrument, true),
      rank: view.getUint8(L.rank),
    },
    ...{ displayShift: view.getUint8(L.displayShift), account: view.getUint32(L.account, true) },
  };
}

/** The commands of one row, by the words of the documents. */
function expected(block: TapeBlock, i: number): Fields[] {
  const at = (name: string): number => Number(block.columns[name]?.[i] ?? 0);
  const big = (name: string): bigint => BigInt(block.columns[name]?.[i] ?? 0n);
  const rest = { tif: 0, rank: 2, displayShift: 0, account: 0, instrument: at('instrument') };
  const plain = { ...rest, tsNs: big('tsExchNs'), orderId: 0n };
  const [kind, side, flags, lots] = [at('kind'), at('side'), at('flags'), at('lots')];
  switch (block.schema) {
    case 'news':
    case 'action':
    case 'fact':
      return [];
    case 'status':
      return [{ ...plain, priceUnits: 0n, kind: 38, side: 0, flags, lots: at('state') }];
    case 'order':
      return [{ ...plain, orderId: big('orderId'), priceUnits: big('priceUnits'), kind, side, flags, lots }];
    case 'depth':
      return [{ ...plain, priceUnits: big('priceUnits'), kind, side, flags, lots }];
    case 'quote':
      return [
        {
          ...plain,
          kind: 40,
          side: 0,
          flags: flags & 239,
          priceUnits: big('bidPriceUnits'),
          lots: at('bidLots'),
        },
        {
          ...plain,
          kind: 40,
          side: 1,
          flags: flags | 16,
          priceUnits: big('askPriceUnits'),
          lots: at('askLots'),
        },
      ];
    case 'trade': {
      const resting = side === 0 ? 1 : 0;
      const marked = flags | 16 | (side === 2 ? 128 : 0);
      return [
        {
          ...plain,
          orderId: big('tradeId'),
          priceUnits: big('priceUnits'),
          kind: 39,
          side: resting,
          flags: marked,
          lots,
        },
      ];
    }
    case 'bar': {
      const volume = big('volumeLots');
      const tsNs = BigInt.asIntN(64, big('tsExchNs') + big('durationNs'));
      const volumeLots = volume >= 0n && volume < 2n ** 32n ? Number(volume) : 0xffff_ffff;
      return [
        {
          ...plain,
          tsNs,
          priceUnits: big('closeUnits'),
          kind: 39,
          side: 0,
          flags: flags | 144,
          lots: volumeLots,
        },
      ];
    }
  }
}

const played = schemaNames.filter((schema) => schemas[schema].isPlayed);

describe('schemas that stand beside others', () => {
  it('are those that become no command', () => {
    expect(schemaNames.filter((schema) => commandsPerRow[schema] > 0)).toEqual(played);
  });
});

describe.each(played)('packing %s', (schema) => {
  it('writes every field of every record, and nothing behind them', () => {
    const block = randomBlock(schema, 257);
    if (schema === 'bar')
      (block.columns.volumeLots as BigInt64Array).set([0n, 5n, 2n ** 32n - 1n, 2n ** 32n]);
    const commands = block.rows * commandsPerRow[schema];
    const memory = new Uint8Array(8 + (commands + 1) * L.size).fill(0xee);
    const out = memory.subarray(8);
    expect(packBlock(block, out)).toBe(commands);
    const wanted = Array.from({ length: block.rows }, (_, i) => expected(block, i)).flat();
    expect(wanted.map((_, i) => read(out, i))).toEqual(wanted);
    expect(out.subarray(commands * L.size).every((byte) => byte === 0xee)).toBe(true);
  });

  it('refuses a window that is too small or not aligned', () => {
    const block = makeBlock(schema, 3);
    expect(() => packBlock(block, new Uint8Array(3 * 40 - 1))).toThrow(/too small/);
    expect(() => packBlock(block, new Uint8Array(400).subarray(1))).toThrow(/aligned/);
  });
});

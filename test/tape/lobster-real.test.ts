/**
 * Real LOBSTER files: every row at every level of the source's own order book, by a replay that shares no code with
 * the converter.
 */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { replayBookRows } from './book-rows';
import { importTape, nodeSource, realData, type ImportedTape } from './sources';

function expectedBooks(path: string): string[] {
  const text = path.endsWith('.zip')
    ? Object.entries(unzipSync(readFileSync(path))).find(([name]) => name.includes('orderbook'))?.[1]
    : readFileSync(path);
  return new TextDecoder().decode(text).trim().split(/\r?\n/);
}

async function expectExact(
  { tape }: ImportedTape,
  expected: readonly string[],
  levels: number,
): Promise<void> {
  let wrong = 0;
  let next = 0;
  let first = '';
  await replayBookRows(tape, levels, (line, sourceRow) => {
    if (sourceRow === next && line === expected[next]) next++;
    else if (wrong++ === 0) first = `row ${sourceRow}: ${line} instead of ${expected[next]}`;
  });
  expect(first).toBe('');
  expect([wrong, next]).toEqual([0, expected.length]);
}

const amzn1 = realData('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_1.zip');
const amzn5 = realData('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
const aaplMessages = realData('lobster/AAPL_message_10.csv');
const aaplBooks = realData('lobster/AAPL_orderbook_10.csv');

describe('LOBSTER, real files', () => {
  it.skipIf(amzn5 === null)(
    'AMZN level 5: all 155,935 rows at all levels, and the counts by type',
    async () => {
      const path = amzn5 ?? '';
      const imported = await importTape([nodeSource(path)]);
      await expectExact(imported, expectedBooks(path), 5);
      const { manifest } = imported;
      expect(manifest.counts).toMatchObject({
        ...{ tapeAdd: 77_381, tapeReduce: 450, tapeCancel: 66_685, tapeExecute: 8_974, tapeHidden: 2_445 },
      });
      expect(manifest.source).toMatchObject({ kind: 'lobster', rows: 155_935, levels: 5, roundedTimes: 1 });
      expect(manifest).toMatchObject({
        name: 'AMZN 2012-06-21 level 5',
        dateKnown: true,
        zone: 'America/New_York',
      });
      expect(manifest.firstTsNs).toBe('1340285400017459617');
      expect(manifest.instruments).toEqual([
        { symbol: 'AMZN', venue: 'NASDAQ', priceUnit: '0.0001', unitsPerTick: 100, lotSize: '1' },
      ]);
      expect(manifest.quality.find(({ rule }) => rule === 'crossed')?.count).toBe(0);
    },
  );

  it.skipIf(amzn5 === null)('AMZN level 5: executed shares and their average price', async () => {
    const { tape, manifest } = await importTape([nodeSource(amzn5 ?? '')]);
    let lots = 0n;
    let value = 0n;
    for (let index = 0; index < manifest.blocks.length; index++) {
      const { columns, rows } = await tape.readBlock(index);
      for (let i = 0; i < rows; i++) {
        if (columns.kind?.[i] !== 35) continue;
        lots += BigInt(columns.lots?.[i] ?? 0);
        value += BigInt(columns.lots?.[i] ?? 0) * BigInt(columns.priceUnits?.[i] ?? 0);
      }
    }
    expect(lots).toBe(613_248n);
    // summed over the message file itself by other means: an average of 222.640138
    expect(value).toBe(1_365_336_194_400n);
  });

  it.skipIf(amzn1 === null)('AMZN level 1: all 57,515 rows', async () => {
    const path = amzn1 ?? '';
    const imported = await importTape([nodeSource(path)]);
    expect(imported.manifest.source.rows).toBe(57_515);
    await expectExact(imported, expectedBooks(path), 1);
  });

  it.skipIf(aaplMessages === null || aaplBooks === null)(
    'AAPL level 10: two files dropped together, no date',
    async () => {
      const imported = await importTape([nodeSource(aaplBooks ?? ''), nodeSource(aaplMessages ?? '')]);
      expect(imported.manifest).toMatchObject({ name: 'AAPL level 10', dateKnown: false });
      expect(imported.manifest.firstTsNs).toBe('34200004241176');
      await expectExact(imported, expectedBooks(aaplBooks ?? ''), 10);
    },
  );
});

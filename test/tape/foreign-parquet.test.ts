/** Parquet that another system wrote: real files with fixed-width numbers and Zstandard. */
import { describe, expect, it } from 'vitest';
import { allRows, importTape, nodeSource, realData } from './sources';

const files = Object.fromEntries(
  ['bars', 'trades', 'quotes', 'deltas'].map((name) => [name, realData(`parquet/${name}.parquet`)]),
);

describe('Parquet of another system', () => {
  it.skipIf(files.bars === null)('bars: steps, volume and the minute between them', async () => {
    const { manifest, tape } = await importTape([nodeSource(files.bars ?? '')]);
    expect(manifest).toMatchObject({
      schema: 'bar',
      rows: '10',
      instruments: [{ symbol: 'ADABTC', venue: 'BINANCE', priceUnit: '0.000001' }],
    });
    expect((await allRows(tape))[0]).toMatchObject({
      ...{ tsExchNs: 1_637_971_200_000_000_000n, durationNs: 60_000_000_000n },
      ...{ openUnits: 2853n, highUnits: 2854n, lowUnits: 2851n, closeUnits: 2854n, volumeLots: 3_630_420n },
    });
  });

  it.skipIf(files.trades === null || files.quotes === null)(
    'trades with their side, quotes in ten row groups',
    async () => {
      const trades = await importTape([nodeSource(files.trades ?? '')]);
      expect((await allRows(trades.tape))[0]).toMatchObject({ side: 0, tradeId: 123_456n });
      const { manifest } = await importTape([nodeSource(files.quotes ?? '')]);
      expect(manifest).toMatchObject({
        schema: 'quote',
        rows: '9500',
        instruments: [{ symbol: 'EUR/USD', venue: 'SIM' }],
      });
    },
  );

  it.skipIf(files.deltas === null)(
    'changes order by order are refused with the reason and the row',
    async () => {
      await expect(importTape([nodeSource(files.deltas ?? '')])).rejects.toMatchObject({
        code: 'E-TAPE-11',
        details: { row: 2, path: 'order_id' },
        message: expect.stringContaining('order by order') as unknown,
      });
    },
  );
});

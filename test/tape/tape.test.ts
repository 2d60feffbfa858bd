/**
 * A tape on disk: identity by the document's words, round trip of every schema, only the bytes that are needed,
 * every changed bit refused, wrong manifests refused with their path, and version 1 loads for ever.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeBlock, numberColumn, i64Column, type TapeBlock } from '../../src/tape/block';
import { TapeBuilder, type TapeDescription } from '../../src/tape/builder';
import { parseTapeManifest, type TapeManifest } from '../../src/tape/manifest';
import { schemaNames, schemas, type SchemaName } from '../../src/tape/schemas';
import { openTape } from '../../src/tape/tape';
import { allRows, bufferOf, importTape, joined, seeded, textSource, type ImportedTape } from './sources';

const about = {
  name: 'made',
  instruments: [{ symbol: 'A"B', venue: 'X', priceUnit: '0.01', unitsPerTick: 1, lotSize: '1' }],
  ...{ zone: 'UTC', dateKnown: true, converter: 'test@1', licence: 'own', redistribute: true },
  source: { kind: 'test', files: [], rows: 1 },
};

/** Random bits in every column but the time, which rises. */
async function makeTape(
  schema: SchemaName,
  rows: number,
  seed: number,
): Promise<ImportedTape & { blocks: TapeBlock[] }> {
  const random = seeded(seed);
  const parts: Uint8Array[] = [];
  const builder = new TapeBuilder(schema, (bytes) => void parts.push(bytes));
  const blocks = new Set<TapeBlock>();
  for (let row = 0; row < rows; row++) {
    const at = builder.next(BigInt(row) * 1000n);
    blocks.add(builder.block);
    for (const [name, data] of Object.entries(builder.block.columns)) {
      if (name === 'kind') data[at] = 36;
      else if (data instanceof BigInt64Array)
        data[at] = name === 'tsExchNs' ? BigInt(row) * 1000n : BigInt(random(2 ** 32)) - 2n ** 31n;
      else if (data instanceof BigUint64Array) data[at] = 2n ** 64n - 1n - BigInt(random(2 ** 32));
      else data[at] = name === 'instrument' ? 0 : name === 'side' ? random(2) : random(2 ** 32);
    }
  }
  const manifest = await builder.finish(about);
  const parquet = joined(parts);
  return {
    manifest,
    parquet,
    tape: openTape(JSON.parse(JSON.stringify(manifest)), bufferOf(parquet)),
    blocks: [...blocks],
  };
}

describe('identity', () => {
  it('is the SHA-256 that docs/FORMATS.md §5 describes', async () => {
    const { manifest, tape } = await makeTape('order', 300, 1);
    const block = await tape.readBlock(0);
    const hash = createHash('sha256')
      .update('tapedeck-block-1\norder\n')
      .update(Uint8Array.of(300 & 255, 1, 0, 0));
    for (const { name } of schemas.order.columns) {
      const data = block.columns[name];
      for (let i = 0; data && i < 300; i++) {
        const bytes = Buffer.alloc(data.BYTES_PER_ELEMENT);
        let value = BigInt(data[i] ?? 0) & (2n ** 64n - 1n);
        for (let b = 0; b < bytes.length; b++, value >>= 8n) bytes[b] = Number(value & 255n);
        hash.update(bytes);
      }
    }
    expect(manifest.blocks).toEqual([hash.digest('hex')]);
    const json =
      '{"instruments":[{"lotSize":"1","priceUnit":"0.01","symbol":"A\\"B","unitsPerTick":1,"venue":"X"}],"rows":"300","schema":"order"}';
    const root = createHash('sha256').update(`tapedeck-tape-1\n${json}\n`);
    expect(manifest.hash).toBe(root.update(Buffer.from(manifest.blocks[0] ?? '', 'hex')).digest('hex'));
  });
});

describe('rows.parquet', () => {
  it.each(schemaNames)('%s: every value of every column comes back in its typed array', async (schema) => {
    const { tape, manifest, blocks } = await makeTape(schema, 66_000, 7);
    expect([manifest.rows, manifest.blocks.length]).toEqual(['66000', 2]);
    for (const [index, written] of blocks.entries()) {
      const block = await tape.readBlock(index);
      for (const { name } of schemas[schema].columns) {
        const [found, expected] = [block.columns[name], written.columns[name]];
        expect(found?.constructor, name).toBe(expected?.constructor);
        expect(found?.length, name).toBe(index === 0 ? 65_536 : 464);
        const isSame = found?.every((value: number | bigint, i: number) => value === expected?.[i]);
        expect(isSame, name).toBe(true);
      }
    }
  });

  it('fetches the footer and the row group asked for, nothing else, and finds blocks by time', async () => {
    const { manifest, parquet } = await makeTape('trade', 65_536 * 3 + 10, 3);
    const ranges: [number, number][] = [];
    const file = {
      byteLength: parquet.length,
      slice(start: number, end = parquet.length) {
        ranges.push([start, end]);
        return parquet.slice(start, end).buffer;
      },
    };
    const tape = openTape(manifest, file);
    expect(ranges).toEqual([]);
    await tape.readBlock(3);
    expect(ranges.length).toBe(2);
    expect(ranges.reduce((sum, [start, end]) => sum + end - start, 0)).toBeLessThan(140_000);
    const ns = (row: number): bigint => BigInt(row) * 1000n;
    expect(await tape.blockRange(ns(0), ns(10))).toEqual({ first: 0, end: 1 });
    expect(await tape.blockRange(ns(65_536), ns(65_536))).toEqual({ first: 1, end: 2 });
    expect(await tape.blockRange(ns(65_535), ns(131_072))).toEqual({ first: 0, end: 3 });
    expect(await tape.blockRange(ns(10_000_000), ns(10_000_001))).toEqual({ first: 4, end: 4 });
    await tape.readBlock(1);
    expect(ranges.length).toBe(3);
  });

  it('refuses every changed byte, or answers the rows that were written', async () => {
    const { manifest, parquet, tape } = await makeTape('order', 400, 9);
    const expected = await allRows(tape);
    const random = seeded(11);
    let refused = 0;
    for (let trial = 0; trial < 400; trial++) {
      const bytes = parquet.slice();
      const at = random(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      const outcome = await allRows(openTape(manifest, bufferOf(bytes))).catch((error: unknown) => error);
      if (Array.isArray(outcome)) expect(outcome).toEqual(expected);
      else {
        refused++;
        expect(outcome).toMatchObject({ code: expect.stringMatching(/^E-TAPE-0[345]$/) as string });
      }
    }
    expect(refused).toBeGreaterThan(300);
  });

  it('names the block whose rows are not those of tape.json', async () => {
    const [one, other] = [await makeTape('trade', 70_000, 1), await makeTape('trade', 70_000, 2)];
    const tape = openTape(one.manifest, bufferOf(other.parquet));
    await expect(tape.readBlock(1)).rejects.toMatchObject({ code: 'E-TAPE-04', details: { block: 1 } });
    const short = openTape(one.manifest, bufferOf((await makeTape('trade', 10, 1)).parquet));
    await expect(short.readBlock(0)).rejects.toMatchObject({ code: 'E-TAPE-03' });
    const cut = openTape(one.manifest, bufferOf(one.parquet.slice(0, 5000)));
    await expect(cut.readBlock(0)).rejects.toMatchObject({ code: 'E-TAPE-05' });
  });
});

describe('terms and texts', () => {
  const terms = {
    class: 'future',
    currency: 'USD',
    multiplier: '50',
    underlying: 'ES',
    payoff: 'linear',
  } as const;
  const instruments = [{ ...about.instruments[0], terms }] as TapeDescription['instruments'];
  const news = async (more: Partial<TapeDescription>): Promise<TapeManifest> => {
    const builder = new TapeBuilder('news', () => undefined);
    numberColumn(builder.block, 'text')[builder.next(5n)] = 1;
    return builder.finish({ ...about, ...more });
  };

  it('are a part of the name, read strictly, and come back', async () => {
    const texts = ['one', 'two “words”'];
    const made = await Promise.all([news({}), news({ texts }), news({ texts, instruments })]);
    expect(new Set(made.map(({ hash }) => hash)).size).toBe(3);
    for (const one of made) expect(parseTapeManifest(JSON.parse(JSON.stringify(one)))).toEqual(one);
    const [, , last] = made;
    // keys in another order mean the same
    const turned = Object.fromEntries(Object.entries(terms).reverse());
    const json = { ...last, instruments: [{ ...about.instruments[0], terms: turned }] };
    expect(parseTapeManifest(json).hash).toBe(last.hash);
    const other = {
      ...last,
      instruments: [{ ...about.instruments[0], terms: { ...terms, multiplier: '5' } }],
    };
    expect(() => parseTapeManifest(other)).toThrow(expect.objectContaining({ code: 'E-TAPE-06' }) as Error);
    const wrong = { ...last, instruments: [{ ...about.instruments[0], terms: { ...terms, strike: '5' } }] };
    expect(() => parseTapeManifest(wrong)).toThrow(
      expect.objectContaining({
        code: 'E-TAPE-01',
        details: { path: 'tape.json.instruments[0].terms.strike' },
      }) as Error,
    );
    expect(() => parseTapeManifest({ ...last, texts: [1] })).toThrow(/texts\[0\]/);
  });
});

describe('tape.json', () => {
  const folder = new URL('./fixtures/v1/', import.meta.url);
  const manifest = (): Record<string, unknown> =>
    JSON.parse(readFileSync(new URL('tape.json', folder), 'utf8')) as Record<string, unknown>;

  it('version 1 loads and plays', async () => {
    const tape = openTape(
      manifest(),
      bufferOf(new Uint8Array(readFileSync(new URL('rows.parquet', folder)))),
    );
    const rows = await allRows(tape);
    expect(rows.length).toBe(4);
    expect(rows[0]).toMatchObject({ kind: 32, orderId: 7n, priceUnits: 10_023n, lots: 4 });
    expect(tape.manifest.version).toBe(2);
    expect(tape.manifest.hash).toBe('c37825478bf3cdc82947ae3004c93833573986dfd60d6b56280249d98df22a99');
  });

  it('a tape made today from the same events has the same name', async () => {
    const text = readFileSync(new URL('events.ndjson', folder), 'utf8');
    const { manifest: today } = await importTape([textSource('events.ndjson', text)]);
    expect(today.hash).toBe(manifest().hash);
  });

  const wrong: [path: string, change: (json: Record<string, unknown>) => void, code: string][] = [
    ['tape.json.format', (json) => (json.format = 'x'), 'E-TAPE-01'],
    ['tape.json.version', (json) => (json.version = 99), 'E-TAPE-02'],
    ['tape.json.version', (json) => (json.version = 'one'), 'E-TAPE-01'],
    ['tape.json.schema', (json) => (json.schema = 'gossip'), 'E-TAPE-01'],
    ['tape.json.colour', (json) => (json.colour = 1), 'E-TAPE-01'],
    ['tape.json.licence', (json) => delete json.licence, 'E-TAPE-01'],
    ['tape.json.rows', (json) => (json.rows = 4), 'E-TAPE-01'],
    ['tape.json.blocks[0]', (json) => (json.blocks = ['zz']), 'E-TAPE-01'],
    ['tape.json.instruments[0].unitsPerTick', (json) => (instrument(json).unitsPerTick = 0), 'E-TAPE-01'],
    ['tape.json.instruments[0].priceUnit', (json) => (instrument(json).priceUnit = '-1'), 'E-TAPE-01'],
    ['tape.json.source.files[0].sha256', (json) => (file(json).sha256 = ''), 'E-TAPE-01'],
    ['tape.json.texts', (json) => (json.texts = []), 'E-TAPE-01'],
    ['tape.json.instruments[0].terms', (json) => (instrument(json).terms = {}), 'E-TAPE-01'],
    ['tape.json.hash', (json) => (instrument(json).symbol = 'OTHER'), 'E-TAPE-06'],
  ];
  const instrument = (json: Record<string, unknown>): Record<string, unknown> =>
    (json.instruments as Record<string, unknown>[])[0] ?? {};
  const file = (json: Record<string, unknown>): Record<string, unknown> =>
    (json.source as { files: Record<string, unknown>[] }).files[0] ?? {};

  it.each(wrong)('refuses %s', (path, change, code) => {
    const json = manifest();
    change(json);
    let caught: unknown = null;
    try {
      parseTapeManifest(json);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code, details: { path } });
  });

  it.each([null, [], 'x', 1])('refuses %j', (json) => {
    expect(() => parseTapeManifest(json)).toThrow(/must be an object/);
  });
});

describe('blocks', () => {
  it('refuse a column that the schema does not have', () => {
    const block = makeBlock('trade', 1);
    expect(() => numberColumn(block, 'bidLots')).toThrow(/no column/);
    expect(() => i64Column(block, 'lots')).toThrow(/no i64 column/);
    expect(() => numberColumn(block, 'priceUnits')).toThrow(/64 bits/);
  });
});

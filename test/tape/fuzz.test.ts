/**
 * Fuzz target F4, quick form: files of each format cut at every byte and with single bits flipped give an error with
 * a stable code and a place, or a tape whose rows are within the schema. Archives that lie are refused.
 */
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { TapedeckError } from '../../src/layout/errors';
import { sourceFromBytes, type ByteSource } from '../../src/tape/byte-source';
import { Crc32 } from '../../src/tape/crc32';
import { importFiles } from '../../src/tape/import';
import { LobsterWorld } from './lobster-world';
import { allRows, importTape, joined, seeded, textSource } from './sources';

const encoder = new TextEncoder();
const world = new LobsterWorld(3, 42).run(25);
const names = { message: 'ACME_2024-07-01_message_3.csv', book: 'ACME_2024-07-01_orderbook_3.csv' };
const messageBytes = encoder.encode(`${world.messages.join('\n')}\n`);
const bookBytes = encoder.encode(`${world.books.join('\n')}\n`);
const eventBytes = encoder.encode(
  [
    '{"type":"add","ts":"1","symbol":"A","id":"7","side":"buy","price":"100.23","size":"4"}',
    '{"type":"execute","ts":"2","symbol":"A","id":"7","size":"1"}',
    '{"type":"trade","ts":"3","symbol":"A","price":1.5e1,"size":"3","side":"buy"}',
    '{"type":"level","ts":"4","symbol":"A","side":"sell","price":"101","size":"3"}\n',
  ].join('\n'),
);
const zipBytes = zipSync({
  [names.message]: messageBytes,
  [names.book]: bookBytes,
  'ReadMe.txt': encoder.encode('hi'),
});

interface Target {
  readonly bytes: Uint8Array;
  readonly sources: (bytes: Uint8Array) => ByteSource[];
}
const targets: Record<string, Target> = {
  messages: {
    bytes: messageBytes,
    sources: (bytes) => [sourceFromBytes(names.message, bytes), sourceFromBytes(names.book, bookBytes)],
  },
  books: {
    bytes: bookBytes,
    sources: (bytes) => [sourceFromBytes(names.message, messageBytes), sourceFromBytes(names.book, bytes)],
  },
  events: { bytes: eventBytes, sources: (bytes) => [sourceFromBytes('a.ndjson', bytes)] },
  zip: { bytes: zipBytes, sources: (bytes) => [sourceFromBytes('a.zip', bytes)] },
  gzip: { bytes: gzipSync(eventBytes), sources: (bytes) => [sourceFromBytes('a.ndjson.gz', bytes)] },
};

/** An import either refuses properly or makes a tape that opens, verifies and keeps to its schema. */
async function expectRefusalOrTape(
  sources: readonly ByteSource[],
  what: string,
): Promise<'tape' | 'refused'> {
  try {
    const { tape, manifest } = await importTape(sources);
    const rows = await allRows(tape);
    expect(String(rows.length), what).toBe(manifest.rows);
    for (const { side, kind, instrument } of rows) {
      const isWithin = Number(side) <= 1 && Number(kind) >= 32 && Number(kind) <= 38 && instrument === 0;
      if (!isWithin && manifest.schema === 'order') throw new Error(`${what}: a row outside the schema`);
    }
    return 'tape';
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    expect(error.code, what).toMatch(/^E-TAPE-\d\d$/);
    expect(error.details.file, what).toBeTypeOf('string');
    return 'refused';
  }
}

describe.each(Object.entries(targets))('damaged %s', (name, { bytes, sources }) => {
  it('cut anywhere', async () => {
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      const what = `${name} cut to ${length} bytes`;
      if ((await expectRefusalOrTape(sources(bytes.subarray(0, length)), what)) === 'refused') refused++;
    }
    expect(refused).toBeGreaterThan(0);
    if (name === 'zip' || name === 'gzip') expect(refused).toBe(bytes.length);
  });

  it('with a flipped bit', async () => {
    const random = seeded(1234);
    for (let trial = 0; trial < 250; trial++) {
      const changed = bytes.slice();
      const [at, bit] = [random(bytes.length), random(8)];
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      await expectRefusalOrTape(sources(changed), `${name}, byte ${at}, bit ${bit}, seed 1234`);
    }
  });
});

/** Stored members, every size and place in 64 bits (APPNOTE 6.3.9, 4.3.14 and 4.5.3). */
function wideZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const field = (bytes: 2 | 4 | 8, value: number): Uint8Array => {
    const out = new Uint8Array(8);
    new DataView(out.buffer).setBigUint64(0, BigInt(value), true);
    return out.subarray(0, bytes);
  };
  const [short, word, long] = [2, 4, 8].map((bytes) => (value: number) => field(bytes as 2, value)) as [
    ...[(n: number) => Uint8Array, (n: number) => Uint8Array, (n: number) => Uint8Array],
  ];
  const sum = (parts: readonly Uint8Array[]): number =>
    parts.reduce((total, { length }) => total + length, 0);
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const MAX = 0xffff_ffff;
  for (const [name, data] of Object.entries(files)) {
    const crc = new Crc32();
    crc.update(data);
    const at = sum(body);
    const label = new TextEncoder().encode(name);
    const facts = [short(45), short(0), short(0), word(0), word(crc.value), word(MAX), word(MAX)];
    const sizes = [long(data.length), long(data.length)];
    body.push(
      word(0x04034b50),
      ...facts,
      short(label.length),
      short(20),
      label,
      short(1),
      short(16),
      ...sizes,
    );
    body.push(data);
    directory.push(word(0x02014b50), short(45), ...facts, short(label.length), short(28), short(0));
    directory.push(short(0), short(0), word(0), word(MAX), label, short(1), short(24), ...sizes, long(at));
  }
  const [start, size, count] = [sum(body), sum(directory), Object.keys(files).length];
  const end = [word(0x06064b50), long(44), short(45), short(45), word(0), word(0), long(count), long(count)];
  const locator = [long(size), long(start), word(0x07064b50), word(0), long(start + size), word(1)];
  const last = [
    word(0x06054b50),
    short(0),
    short(0),
    short(0xffff),
    short(0xffff),
    word(MAX),
    word(MAX),
    short(0),
  ];
  return joined([...body, ...directory, ...end, ...locator, ...last]);
}

describe('archives', () => {
  const importZip = (bytes: Uint8Array): Promise<unknown> => importTape([sourceFromBytes('a.zip', bytes)]);

  it('a zip is the tape of its two files, stored or deflated', async () => {
    const loose = [sourceFromBytes(names.message, messageBytes), sourceFromBytes(names.book, bookBytes)];
    const { manifest } = await importTape(loose);
    const stored = zipSync(
      { [`a/${names.book}`]: bookBytes, [`a/${names.message}`]: messageBytes },
      { level: 0 },
    );
    for (const bytes of [zipBytes, stored])
      expect(await importZip(bytes)).toMatchObject({ manifest: { hash: manifest.hash } });
  });

  it('a zip of the 64-bit form is read like any other, and refused where it is cut', async () => {
    const bytes = wideZip({ [names.book]: bookBytes, [names.message]: messageBytes });
    const { manifest } = await importTape([
      sourceFromBytes(names.message, messageBytes),
      sourceFromBytes(names.book, bookBytes),
    ]);
    expect(await importZip(bytes)).toMatchObject({ manifest: { hash: manifest.hash } });
    for (let end = bytes.length - 1; end > bytes.length - 300; end -= 7)
      await expect(importZip(bytes.slice(0, end))).rejects.toMatchObject({ code: 'E-TAPE-16' });
    const far = bytes.slice();
    new DataView(far.buffer).setBigUint64(far.length - 22 - 20 + 8, 2n ** 60n, true);
    await expect(importZip(far)).rejects.toMatchObject({ code: 'E-TAPE-16' });
  });

  it('a member that is longer than its directory says is refused, not held', async () => {
    const bomb = zipSync({ [names.message]: new Uint8Array(64 << 20).fill(49), [names.book]: bookBytes });
    await expect(importZip(bomb)).rejects.toMatchObject({ code: 'E-TAPE-15' });
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(centralOffset(bomb) + 24, 100, true);
    await expect(importZip(bomb)).rejects.toMatchObject({ code: 'E-TAPE-16', details: { file: 'a.zip' } });
  });

  it('names what it does not read', async () => {
    const encrypted = zipBytes.slice();
    encrypted[centralOffset(zipBytes) + 8] = 1;
    await expect(importZip(encrypted)).rejects.toThrow(/encrypted/);
    const method = zipBytes.slice();
    method[centralOffset(zipBytes) + 10] = 12;
    await expect(importZip(method)).rejects.toThrow(/method 12/);
  });
});

function centralOffset(zip: Uint8Array): number {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = 0; at + 4 <= zip.length; at++) if (view.getUint32(at, true) === 0x02014b50) return at;
  throw new Error('no directory');
}

describe('progress and cancelling', () => {
  it('progress rises to the whole', async () => {
    const seen: number[] = [];
    let total = 0;
    await importFiles(
      [textSource('a.ndjson', new TextDecoder().decode(eventBytes))],
      {},
      {
        onProgress: ({ bytes, totalBytes }) => {
          seen.push(bytes);
          total = totalBytes;
        },
      },
    );
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect([seen.at(-1), total]).toEqual([2 * eventBytes.length, 2 * eventBytes.length]);
  });

  it('a cancelled import ends with its code, wherever it is cancelled', async () => {
    const long = new LobsterWorld(2, 8).run(400);
    const sources = [
      textSource(names.message, long.messages.join('\n')),
      textSource('ACME_2024-07-01_orderbook_2.csv', long.books.join('\n')),
    ];
    let checks = 0;
    await importFiles(sources, {}, { onProgress: () => void checks++ });
    expect(checks).toBeGreaterThan(4);
    for (let stopAt = 1; stopAt < checks; stopAt++) {
      const abort = new AbortController();
      let count = 0;
      const onProgress = (): void => void (++count === stopAt && abort.abort());
      await expect(importFiles(sources, {}, { onProgress, signal: abort.signal })).rejects.toMatchObject({
        code: 'E-TAPE-20',
      });
    }
  });

  it('a sink that is slow holds the import back, and gets what the result would hold', async () => {
    const source = sourceFromBytes('a.ndjson', eventBytes);
    const { parquet } = await importFiles([source]);
    const taken: number[] = [];
    let busy = false;
    const result = await importFiles(
      [source],
      {},
      {
        sink: async (bytes) => {
          expect(busy).toBe(false);
          busy = true;
          await Promise.resolve();
          taken.push(...bytes);
          busy = false;
        },
      },
    );
    expect(result.parquet).toEqual([]);
    expect(Uint8Array.from(taken)).toEqual(Uint8Array.from(parquet.flatMap((part) => [...part])));
  });
});

/** `match`: both inputs, both outputs, capacities that grow, and the published hashes. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderForTest, tapedeck } from './console';
import { isAbsent, realData } from './real-data';

interface FlowMessage {
  readonly type: number;
  readonly side?: number;
  readonly ioc?: number;
  readonly lots?: number;
  readonly id: bigint;
  readonly price?: bigint;
}

function flowFile(messages: readonly FlowMessage[], count = messages.length): Buffer {
  const bytes = Buffer.alloc(16 + messages.length * 40);
  bytes.write('100_WBEM', 0, 'latin1');
  bytes.writeUInt32LE(1, 8);
  bytes.writeUInt32LE(count, 12);
  messages.forEach((message, index) => {
    const at = 16 + index * 40;
    bytes.set([message.type, message.side ?? 0, message.ioc ?? 0], at);
    bytes.writeUInt32LE(message.lots ?? 0, at + 4);
    bytes.writeBigUInt64LE(BigInt(index), at + 8);
    bytes.writeBigUInt64LE(message.id, at + 16);
    bytes.writeBigInt64LE(message.price ?? 0n, at + 24);
  });
  return bytes;
}

const small: FlowMessage[] = [
  { type: 0, side: 1, lots: 5, id: 7n, price: 100n },
  { type: 0, side: 0, lots: 9, id: 2n ** 64n - 1n, price: 101n, ioc: 1 },
  { type: 0, side: 0, lots: 3, id: 9n, price: -50n },
  { type: 2, side: 0, lots: 4, id: 9n, price: 2n ** 29n },
  { type: 1, side: 0, id: 9n },
  { type: 1, side: 0, id: 9n },
  { type: 2, side: 0, lots: 1, id: 8n, price: 1n },
];
const canonical = [
  '0,0,1,7,100,5',
  '0,1,0,18446744073709551615,101,9',
  '1,1,100,5,7,18446744073709551615',
  '2,1,0,18446744073709551615,101',
  '0,2,0,9,-50,3',
  '3,3,0,9,536870912,4',
  '2,4,0,9,536870912',
  '4,5,9',
  '5,6,8',
].join('\n');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('match with a flow', () => {
  it.each([
    ['plain', flowFile(small)],
    ['gzipped', gzipSync(flowFile(small))],
  ])('hashes the canonical stream of a %s file and of standard input', async (_, bytes) => {
    const path = folderForTest().put('flow', bytes);
    const hashed = await tapedeck(['match', path, '--sha256']);
    expect(hashed).toMatchObject({ code: 0, out: `${sha256(canonical)}\n` });
    expect(hashed.err).toMatch(/^messages +7$/m);
    expect(hashed.err).toMatch(/^reports +9$/m);
    expect(hashed.err).toMatch(/^runDigest +[0-9a-f]{16}$/m);
    const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 19), bytes.subarray(19)];
    expect((await tapedeck(['match', '-', '--sha256'], pieces)).out).toBe(hashed.out);
  });

  it('writes NDJSON, stops at --limit, and does both when asked to', async () => {
    const folder = folderForTest();
    const path = folder.put('flow', flowFile(small));
    const printed = await tapedeck(['match', path, '--limit', '2']);
    const lines = printed.out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toHaveLength(4);
    expect(lines[2]).toEqual({
      n: 2,
      ts: '1',
      kind: 'fill',
      instrument: 0,
      side: 'buy',
      makerId: '7',
      takerId: '18446744073709551615',
      price: '100',
      lots: 5,
      makerLeaves: 0,
      takerLeaves: 4,
      makerAccount: 0,
      takerAccount: 0,
    });
    const both = await tapedeck(['match', path, '--sha256', '--limit', '2', '--output', folder.of('out')]);
    expect(both.out).toBe(`${sha256(canonical.split('\n').slice(0, 4).join('\n'))}\n`);
    expect(readFileSync(folder.of('out'), 'utf8')).toBe(printed.out);
  });

  it('doubles a capacity that is reached, and prints nothing twice', async () => {
    // one order sweeps 40,000 others: more reports in one command than the journal holds at first
    const resting = Array.from({ length: 40_000 }, (_, index) => ({
      type: 0,
      side: 1,
      lots: 1,
      id: BigInt(index),
      price: 10n,
    }));
    const sweep = { type: 0, side: 0, lots: 40_000, id: 50_000n, price: 10n };
    const printed = await tapedeck(['match', '-'], [flowFile([...resting, sweep])]);
    expect(printed.err).toMatch(/^Capacity journalUnits was reached: starting again with 131072\.$/m);
    const lines = printed.out.trimEnd().split('\n');
    expect(lines).toHaveLength(80_001);
    expect(lines.every((line, index) => line.startsWith(`{"n":${index},`))).toBe(true);
  });

  it.each([
    [
      'within its header',
      flowFile(small).subarray(0, 14),
      /E-FLOW-01: .*byte 14: the file ends within its header/,
    ],
    [
      'within a record',
      flowFile(small).subarray(0, 100),
      /E-FLOW-02: .*byte 100: the file ends after 2 of 7 records/,
    ],
    ['before its count', flowFile(small, 9), /E-FLOW-02: .*byte 296: the file ends after 7 of 9 records/],
    [
      'with an unknown type',
      flowFile([small[0]!, { type: 3, id: 1n }]),
      /E-FLOW-03: .*byte 56: record 1 has type 3/,
    ],
    [
      'as a gzip file that ends early',
      gzipSync(flowFile(small)).subarray(0, 60),
      /E-FILE-02: .*gzip data is damaged/,
    ],
    ['as something else', Buffer.from('PK\x03\x04 no flow at all'), /E-MATCH-01: .*neither NDJSON/],
  ])('refuses a flow that ends %s', async (_, bytes, message) => {
    const printed = await tapedeck(['match', folderForTest().put('flow', bytes), '--sha256']);
    expect(printed).toMatchObject({ code: 1, out: '' });
    expect(printed.err).toMatch(message);
  });

  const published = [
    ['normal', '47641db741a50f0f86d1fe156e08713abbe558cb783aa898b7cd691f9a6b43b5'],
    ['static', 'ca0970843fe3bffae136137b1ea3eabcdd6b2852c8ff2dfc030ba09cd8b66ddc'],
  ] as const;
  it.each(published)(
    'has the published hash of the first 100,000 messages of flow-%s',
    async (name, hash) => {
      const file = `matching/flow-${name}.bin.gz`;
      if (isAbsent(file)) return;
      const printed = await tapedeck(['match', realData(file), '--limit', '100000', '--sha256']);
      expect(printed).toMatchObject({ code: 0, out: `${hash}\n` });
    },
  );
});

describe('match with NDJSON', () => {
  const match = (lines: readonly object[]): ReturnType<typeof tapedeck> =>
    tapedeck(['match', '-'], [Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'))]);

  it('takes several instruments, any price, and every kind of command', async () => {
    const printed = await match([
      { op: 'new', ts: 1, instrument: 3, id: '1', side: 'sell', price: '-7', lots: 10 },
      { op: 'reduce', ts: 2, instrument: 3, id: '1', lots: 4 },
      { op: 'new', ts: 2, id: '1', side: 'buy', type: 'market', lots: 1 },
      { op: 'replace', ts: 3, instrument: 3, id: '1', price: 1_000_000_000, lots: 5 },
      { op: 'new', ts: 4, instrument: 3, id: '2', side: 'buy', price: '9007199254740993', lots: 1 },
      { op: 'cancel', ts: 5, instrument: 4, id: '1' },
    ]);
    expect(printed.code).toBe(0);
    const reports = printed.out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(reports).toMatchObject([
      { kind: 'accepted', instrument: 3, price: '-7', lots: 10 },
      { kind: 'reduced', instrument: 3, lots: 4 },
      { kind: 'accepted', instrument: 0, price: '0' },
      { kind: 'cancelled', instrument: 0, reason: 'marketRemainder' },
      { kind: 'replaced', instrument: 3, price: '1000000000', lots: 5 },
      { kind: 'rejected', instrument: 3, price: '9007199254740993', code: 'priceOutOfRange' },
      { kind: 'cancelRejected', instrument: 4, code: 'unknownId' },
    ]);
  });

  it.each([
    [
      '{"op":"cancel","ts":1,"id":1}\n\n{"op":"cancel","ts":1,"id":1,"x":1}',
      /E-SCENARIO-02: standard input, line 3\.x: unknown field/,
    ],
    [
      '{"op":"cancel","ts":2,"id":1}\n{"op":"cancel","ts":1,"id":1}',
      /E-SCENARIO-09: standard input, line 2\.ts: time goes back/,
    ],
    ['{"op":"cancel","ts":2,"id":1', /E-SCENARIO-08: standard input, line 1: is not JSON/],
    ['{"op":"cancel","ts":2,"instrument":1024,"id":1}', /E-MATCH-03: .*instrument 1024/],
    [`{"op":"${'x'.repeat(1 << 20)}"}`, /E-NDJSON-01: .*line 1: is longer than 1 MiB/],
    ['{"op":"\xff"}', /E-NDJSON-02: .*line 1: is not UTF-8/],
  ])('refuses %.40s with its line', async (log, message) => {
    const printed = await tapedeck(['match', '-'], [Buffer.from(log, 'latin1')]);
    expect(printed).toMatchObject({ code: 1, out: '' });
    expect(printed.err).toMatch(message);
  });

  it('makes nothing of nothing', async () => {
    expect(await tapedeck(['match', '-'], [])).toMatchObject({ code: 0, out: '' });
    expect((await tapedeck(['match', '-', '--sha256'], [])).out).toBe(`${sha256('')}\n`);
  });
});

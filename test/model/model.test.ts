/**
 * The reference engine against facts from outside: published hash vectors, the layout of a unit, sums of money.
 */
import { describe, expect, it } from 'vitest';
import { configOf } from '../contract/matcher';
import { readCommand } from '../contract/shorthand';
import { readModelCommand, reportBytes, writeModelCommand } from './bytes';
import { canonicalLine, CanonicalHash } from './canonical-stream';
import { allReports } from './codes';
import { parseJsonCommand } from './json-command';
import { ModelEngine } from './model-engine';
import { PendingQueue } from './pending-queue';
import { plainDigest, reportsPerBlock } from './plain-digest';
import { plainXxh64 } from './plain-xxh64';

const prime32 = 2654435761n;
const hex = (value: bigint): string => value.toString(16).padStart(16, '0');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The test buffer of the published sanity check. */
function sanityBuffer(size: number): Uint8Array {
  let generator = prime32;
  return Uint8Array.from({ length: size }, () => {
    const byte = Number(generator >> 56n);
    generator = BigInt.asUintN(64, generator * 11400714785074694797n);
    return byte;
  });
}

function play(lines: readonly string[], accounts: readonly { id: number; cash: bigint }[] = []): ModelEngine {
  const engine = new ModelEngine(configOf({}, { accounts, reports: allReports }));
  lines.forEach((line, index) => engine.apply(parseJsonCommand(readCommand(line, index))));
  return engine;
}

describe('XXH64', () => {
  it.each([
    [0, 0n, 'ef46db3751d8e999'],
    [0, prime32, 'ac75fda2929b17ef'],
    [1, 0n, 'e934a84adb052768'],
    [1, prime32, '5014607643a9b4c3'],
    [4, 0n, '9136a0dca57457ee'],
    [14, 0n, '8282dcc4994e35c8'],
    [14, prime32, 'c3bd6bf63deb6df0'],
    [222, 0n, 'b641ae8cb691c174'],
    [222, prime32, '20cb8ab7ae10c14a'],
  ])('of %i bytes with seed %i is the published value', (size, seed, expected) => {
    expect(hex(plainXxh64(sanityBuffer(size), seed))).toBe(expected);
  });

  it('of known words is the published value', () => {
    expect(hex(plainXxh64(text('abc')))).toBe('44bc2cf5ad770999');
    expect(hex(plainXxh64(text('xxhash')))).toBe('32dd38952c4bc720');
    expect(hex(plainXxh64(text('xxhash'), 20141025n))).toBe('b559b98d844e0635');
  });
});

describe('reports', () => {
  it('lay a fill out in two units', () => {
    const engine = play(['sell 7 100x5', 'buy 258 101x3']);
    const fill = engine.reports.find((report) => report.kind === 'fill');
    if (!fill) throw new Error('no fill');
    const bytes = Buffer.from(reportBytes(fill)).toString('hex');
    expect(bytes).toBe(
      '03000000' +
        '03000000' +
        '0100000000000000' +
        '0700000000000000' +
        '6400000000000000' +
        '83000000' +
        '02000000' +
        '0201000000000000' +
        '00000000' +
        '00000000' +
        '00000000' +
        '00000000',
    );
  });

  it('give the canonical stream without a newline at the end', () => {
    const engine = play([
      'sell 7 100x5',
      'buy 8 101x3',
      'cancel 7',
      'cancel 7',
      'replace 7 1x1',
      'buy 9 1x0',
    ]);
    const lines = engine.reports.map(canonicalLine).filter((line) => line !== null);
    expect(lines).toEqual([
      '0,0,1,7,100,5',
      '0,1,0,8,101,3',
      '1,1,100,3,7,8',
      '2,2,1,7,100',
      '4,3,7',
      '5,4,7',
    ]);
    const hash = new CanonicalHash();
    for (const report of engine.reports) hash.add(report);
    expect(hash.hex()).toBe('20bf2b7e6f65ed12fdeffae21ccfc52324ac15511a8e69f79e4b8ba56374bf9d');
  });

  it('are sealed in blocks chained by their seeds', () => {
    const lines = Array.from({ length: reportsPerBlock + 1 }, (_, index) => `cancel ${index}`);
    const { reports } = play(lines);
    const units = (from: number, to: number): Uint8Array =>
      Buffer.concat(reports.slice(from, to).map(reportBytes));
    const first = plainXxh64(units(0, reportsPerBlock), 0n);
    expect(plainDigest(reports.slice(0, reportsPerBlock))).toEqual({
      blocks: [hex(first)],
      digest: hex(first),
    });
    const whole = plainDigest(reports);
    expect(whole.blocks).toEqual([hex(first)]);
    expect(whole.digest).toBe(hex(plainXxh64(units(reportsPerBlock, reportsPerBlock + 1), first)));
    expect(plainDigest([]).digest).toBe('0000000000000000');
  });
});

describe('the reference engine', () => {
  it('keeps cash and positions in sum', () => {
    const accounts = [
      { id: 1, cash: 5000n },
      { id: 2, cash: 7000n },
    ];
    const { ledger } = play(
      [
        'sell 1 100x5',
        'buy 2 101x3 account=1',
        'sell 3 99x4 account=2',
        'buy 4 market x2 account=1',
        'buy 5 99x9 account=2',
      ],
      accounts,
    );
    let cash = 0n;
    let position = 0n;
    for (const account of ledger.accounts.values()) {
      cash += account.available + account.locked;
      position += account.positions.get(0) ?? 0n;
    }
    expect(cash).toBe(12000n);
    expect(position).toBe(0n);
  });

  it('writes and reads a command without loss', () => {
    const command = {
      ...parseJsonCommand(readCommand('sell 18446744073709551615 -5x4294967295 FOK shift=31 account=7', 3)),
      instrument: 65535,
    };
    const view = new DataView(new ArrayBuffer(80));
    writeModelCommand(view, 40, command);
    expect(readModelCommand(view, 40)).toEqual(command);
  });

  it('orders what waits by time, rank, actor and sending', () => {
    const queue = new PendingQueue();
    const send = (line: string, ts: number): void => queue.push(parseJsonCommand(readCommand(line, ts)));
    send('cancel 1 source=agent', 5);
    send('cancel 2 source=person', 5);
    send('cancel 3 source=person', 4);
    send('cancel 4 source=agent account=1', 5);
    send('cancel 5 source=agent', 5);
    send('cancel 6', 9);
    const ids: bigint[] = [];
    for (let next = queue.shift(8n); next; next = queue.shift(8n)) ids.push(next.orderId);
    expect(ids).toEqual([3n, 2n, 1n, 5n, 4n]);
  });
});

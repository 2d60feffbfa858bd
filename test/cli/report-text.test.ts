/** The fast writers against plain ones: every integer, every kind of report, every chunk border. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanonicalStream } from '../../src/cli/canonical-stream';
import { LineWriter } from '../../src/cli/line-writer';
import { ReportLines } from '../../src/cli/report-lines';
import { decodeReports } from '../../src/engine/reports';
import { FillTailLayout, ReportKind, ReportLayout } from '../../src/layout/layout.gen';

function written(write: (writer: LineWriter) => void): string {
  const chunks: Buffer[] = [];
  const writer = new LineWriter((bytes) => void chunks.push(Buffer.from(bytes)));
  write(writer);
  writer.flush();
  return Buffer.concat(chunks).toString('latin1');
}

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const edges = [
  0n,
  9n,
  10n,
  99n,
  2n ** 32n - 1n,
  2n ** 32n,
  10n ** 9n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const low = (value: bigint): number => Number(value & 0xffff_ffffn);
const high = (value: bigint): number => Number((value >> 32n) & 0xffff_ffffn);

describe('LineWriter', () => {
  it('prints 64-bit integers', () => {
    const check = (value: bigint): void => {
      expect(written((writer) => writer.u64(low(value), high(value)))).toBe(value.toString());
      const signed = BigInt.asIntN(64, value);
      expect(written((writer) => writer.i64(low(value), high(value)))).toBe(signed.toString());
    };
    edges.forEach(check);
    edges.forEach((edge) => check(BigInt.asUintN(64, -edge)));
    fc.assert(fc.property(u64, check));
  });

  it('prints 32-bit integers and safe ones', () => {
    const checkU32 = (value: number): void => {
      expect(written((writer) => writer.u32(value))).toBe(String(value));
    };
    for (let power = 0; power < 10; power++) [10 ** power - 1, 10 ** power].forEach(checkU32);
    fc.assert(fc.property(u32, checkU32));
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(written((writer) => writer.integer(value))).toBe(String(value));
      }),
    );
  });
});

const simpleKinds = Object.values(ReportKind).filter(
  (kind) => kind !== ReportKind.fill && kind !== ReportKind.fillTail,
);

/** A journal unit with kind and a code that its kind has. */
const unit = fc
  .record({
    kind: fc.constantFrom(...simpleKinds, ReportKind.fill),
    side: fc.nat(1),
    code: fc.integer({ min: 1, max: 4 }),
    instrument: fc.nat(65535),
    lots: u32,
    ts: u64,
    id: u64,
    price: u64,
    tail: fc.array(u32, { minLength: 6, maxLength: 6 }),
  })
  .map((report) => {
    const bytes = new Uint8Array(ReportLayout.size * (report.kind === ReportKind.fill ? 2 : 1));
    const view = new DataView(bytes.buffer);
    bytes[ReportLayout.kind] = report.kind;
    bytes[ReportLayout.flags] = report.side | (report.code << 1);
    view.setUint16(ReportLayout.instrument, report.instrument, true);
    view.setUint32(ReportLayout.lots, report.lots, true);
    view.setBigUint64(ReportLayout.tsNs, report.ts, true);
    view.setBigUint64(ReportLayout.orderId, report.id, true);
    view.setBigUint64(ReportLayout.priceUnits, report.price, true);
    if (report.kind === ReportKind.fill) {
      bytes[ReportLayout.size] = ReportKind.fillTail;
      const offsets = [
        FillTailLayout.makerLeavesLots,
        FillTailLayout.takerOrderId,
        FillTailLayout.takerLeavesLots,
        FillTailLayout.makerAccount,
        FillTailLayout.takerAccount,
      ];
      offsets.forEach((offset, index) =>
        view.setUint32(ReportLayout.size + offset, report.tail[index]!, true),
      );
    }
    return bytes;
  });

const journal = fc.array(unit, { maxLength: 20 }).map((units) => new Uint8Array(Buffer.concat(units)));

type Report = Readonly<Record<string, string | number>>;

function canonicalLine(report: Report): string | null {
  const side = report['side'] === 'buy' ? 0 : 1;
  const { ts, id, price, lots } = report;
  switch (report['kind']) {
    case 'accepted':
      return [0, ts, side, id, price, lots].join();
    case 'fill':
      return [1, ts, price, lots, report['makerId'], report['takerId']].join();
    case 'cancelled':
      return [2, ts, side, id, price].join();
    case 'replaced':
      return [3, ts, side, id, price, lots].join();
    case 'cancelRejected':
      return [4, ts, id].join();
    case 'replaceRejected':
      return [5, ts, id].join();
    default:
      return null;
  }
}

describe('reports as text', () => {
  it('is NDJSON of the engine’s own objects', () => {
    fc.assert(
      fc.property(journal, journal, (first, second) => {
        const text = written((writer) => {
          const lines = new ReportLines(writer);
          lines.take(first);
          lines.take(second);
        });
        const reports = [...decodeReports(new Uint8Array(Buffer.concat([first, second])))];
        expect(text).toBe(reports.map((report) => `${JSON.stringify(report)}\n`).join(''));
      }),
      { numRuns: 200 },
    );
  });

  it('is written once, however often the run goes back', () => {
    fc.assert(
      fc.property(journal, journal, (first, second) => {
        const once = written((writer) =>
          new ReportLines(writer).take(new Uint8Array(Buffer.concat([first, second]))),
        );
        const again = written((writer) => {
          const lines = new ReportLines(writer);
          lines.take(first);
          lines.load(null);
          lines.take(first);
          const mark = lines.save();
          lines.take(second);
          lines.load(mark);
          lines.take(second);
        });
        expect(again).toBe(once);
      }),
      { numRuns: 100 },
    );
  });

  it('is the canonical stream, joined by line feeds', () => {
    fc.assert(
      fc.property(journal, (bytes) => {
        const text = written((writer) => new CanonicalStream(writer).take(bytes));
        const lines = [...decodeReports(bytes)].map(canonicalLine).filter((line) => line !== null);
        expect(text).toBe(lines.join('\n'));
      }),
      { numRuns: 200 },
    );
  });

  it('crosses the borders of chunks unharmed', () => {
    const [bytes] = fc.sample(fc.array(unit, { minLength: 100, maxLength: 100 }), { seed: 1, numRuns: 1 });
    const block = new Uint8Array(Buffer.concat(bytes!));
    const text = written((writer) => {
      const lines = new ReportLines(writer);
      for (let round = 0; round < 200; round++) lines.take(block);
    });
    expect(text.split('\n')).toHaveLength(20_001);
    expect(
      text
        .trimEnd()
        .split('\n')
        .every((line, n) => (JSON.parse(line) as { n: number }).n === n),
    ).toBe(true);
  });
});

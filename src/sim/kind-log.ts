/**
 * The newest reports of each kind with their numbers in the run, so that a rare one is found among many others. Kinds that
 * come with nearly every event are left to whoever keeps the newest of all. Invariant: what `save` returned stays as it was.
 */
import { ReportKind, ReportLayout } from '../layout/layout.gen';
import { UnitLog } from './unit-log';

const unitBytes = ReportLayout.size;
/** reports of one kind */
const keptCount = 128;
/** the number, the report, the second unit of a fill */
const mostUnits = 3;

/** Most of a journal consists of these. */
const massKinds: readonly number[] = [
  ReportKind.accepted,
  ReportKind.cancelled,
  ReportKind.reduced,
  ReportKind.touch,
  ReportKind.level,
  ReportKind.trade,
];
/** by kind: 1 where it is not kept here */
const isLeftOut = new Uint8Array(256);
for (const kind of massKinds) isLeftOut[kind] = 1;

export interface NumberedReport {
  /** from 0, as in the journal */
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class KindLog {
  private readonly logs = new Map<number, UnitLog>();
  private readonly numberUnit = new Uint8Array(unitBytes);
  private readonly numberView = new DataView(this.numberUnit.buffer);

  keeps(kind: number): boolean {
    return isLeftOut[kind] === 0;
  }

  /** `end`: number of the report after the last one of these. Of a long batch only the last ones are looked at. */
  take(reports: Uint8Array, end: number): void {
    const places: number[] = [];
    const numbers: number[] = [];
    const taken = new Uint16Array(256);
    let number = end;
    for (let at = reports.length - unitBytes; at >= 0; at -= unitBytes) {
      const kind = reports[at]!;
      if (kind === ReportKind.fillTail) continue;
      number -= 1;
      if (isLeftOut[kind] === 1 || taken[kind]! >= keptCount) continue;
      taken[kind]! += 1;
      places.push(at);
      numbers.push(number);
    }
    for (let index = places.length - 1; index >= 0; index -= 1) {
      this.append(reports, places[index]!, numbers[index]!);
    }
  }

  /** The newest reports of a kind, at most `limit`, newest first. */
  newest(kind: number, limit: number): NumberedReport[] {
    const log = this.logs.get(kind);
    if (log === undefined) return [];
    const units = kind === ReportKind.fill ? mostUnits : mostUnits - 1;
    const found: NumberedReport[] = [];
    const wanted = Math.min(limit, keptCount);
    const oldest = log.oldestFrom(1);
    for (let first = log.count - units + 1; first >= oldest && found.length < wanted; first -= units) {
      const bytes = new Uint8Array((units - 1) * unitBytes);
      for (let unit = 1; unit < units; unit += 1) {
        const { buffer, byteOffset } = log.unit(first + unit);
        bytes.set(new Uint8Array(buffer, byteOffset, unitBytes), (unit - 1) * unitBytes);
      }
      found.push({ number: log.unit(first).getFloat64(0, true), bytes });
    }
    return found;
  }

  save(): unknown {
    return [...this.logs].map(([kind, log]) => [kind, log.save()] as const);
  }

  load(saved: unknown): void {
    this.logs.clear();
    for (const [kind, log] of saved as readonly (readonly [number, unknown])[]) this.logOf(kind).load(log);
  }

  private append(reports: Uint8Array, at: number, number: number): void {
    const kind = reports[at]!;
    const log = this.logOf(kind);
    this.numberView.setFloat64(0, number, true);
    log.append(this.numberUnit, 0);
    log.append(reports, at);
    if (kind === ReportKind.fill) log.append(reports, at + unitBytes);
  }

  private logOf(kind: number): UnitLog {
    let log = this.logs.get(kind);
    if (log === undefined) {
      log = new UnitLog(keptCount * mostUnits);
      this.logs.set(kind, log);
    }
    return log;
  }
}

/** The texts that reports of headlines and figures name, in their order: reports hold numbers only. */
import { ReportKind, ReportLayout } from '../../layout/layout.gen';

/** `units`: whole reports; `textOf`: what a number says. */
export function textsOfReports(units: Uint8Array, textOf: (number: number) => string): string[] {
  const view = new DataView(units.buffer, units.byteOffset, units.byteLength);
  const found: string[] = [];
  for (let at = 0; at < units.length; at += ReportLayout.size) {
    const kind = units[at + ReportLayout.kind];
    if (kind !== ReportKind.news && kind !== ReportKind.fact) continue;
    found.push(textOf(view.getUint32(at + ReportLayout.lots, true)));
  }
  return found;
}

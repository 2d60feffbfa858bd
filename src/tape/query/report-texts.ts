/** The texts that reports of headlines and figures name, in their order: reports hold numbers only. */
import { ReportKind, ReportLayout } from '../../layout/layout.gen';

/** `units`: whole reports; `texts`: what their numbers point into. */
export function textsOfReports(units: Uint8Array, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const view = new DataView(units.buffer, units.byteOffset, units.byteLength);
  const found: string[] = [];
  for (let at = 0; at < units.length; at += ReportLayout.size) {
    const kind = units[at + ReportLayout.kind];
    if (kind !== ReportKind.news && kind !== ReportKind.fact) continue;
    found.push(texts[view.getUint32(at + ReportLayout.lots, true)] ?? '');
  }
  return found;
}

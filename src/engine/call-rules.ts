/** Writes the numbers of a rulebook as the record that the core takes. Knows no rule. */
import { BandRowLayout as B, CallRulesLayout as C, UncrossRule } from '../layout/layout.gen';
import type { CallRules } from '../scenario/call-rules';

const times = [
  'volatilityNs',
  'volatilityRandomNs',
  'limitStateNs',
  'pauseNs',
  'meanNs',
  'holdNs',
  'batchNs',
  'bumpNs',
] as const;
const numbers = [
  'enteredOnly',
  'iteratesStops',
  'byShares',
  'thresholdPoints',
  'dynamicPoints',
  'staticPoints',
  'widerPoints',
  'republishPoints',
  'endsDay',
] as const;

/** Rows that the record has room for. */
const bandsMost = Math.floor((C.size - C.bands) / B.size);

export function writeCallRules(view: DataView, at: number, rules: CallRules): void {
  new Uint8Array(view.buffer, view.byteOffset + at, C.size).fill(0);
  const list = rules.uncrossRules ?? [];
  list.forEach((rule, place) => view.setUint8(at + C.uncrossRules + place, UncrossRule[rule]));
  for (const name of times) view.setBigInt64(at + C[name], rules[name] ?? 0n, true);
  for (const name of numbers) view.setUint32(at + C[name], rules[name] ?? 0, true);
  const bands = rules.bands ?? [];
  if (bands.length > bandsMost) throw new Error(`${bands.length} bands`);
  view.setUint32(at + C.bandCount, bands.length, true);
  bands.forEach(({ fromUnits, mostUnits, points, doubles }, row) => {
    const place = at + C.bands + row * B.size;
    view.setBigInt64(place + B.fromUnits, fromUnits, true);
    view.setBigInt64(place + B.mostUnits, mostUnits, true);
    view.setUint32(place + B.points, points, true);
    view.setUint32(place + B.doubles, doubles ? 1 : 0, true);
  });
}

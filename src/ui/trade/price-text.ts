/**
 * Prices as people type them, with a point or a comma, with or without grouping. Pure.
 */
/** What a person types as a price, in units; null when it is none. */
export function unitsOf(
  text: string,
  { mantissa, decimals }: { mantissa: bigint; decimals: number },
): bigint | null {
  const match = /^\s*([-−]?)(\d{1,12})(?:[.,](\d{1,18}))?\s*$/.exec(
    text.replace(/[\s,'](?=\d{3}(\D|$))/g, ''),
  );
  if (match === null) return null;
  const part = (match[3] ?? '').replace(/0+$/, '');
  if (part.length > decimals) return null;
  const value = BigInt(`${match[2]}${part.padEnd(decimals, '0')}`);
  if (value % mantissa !== 0n) return null;
  return (match[1] === '' ? 1n : -1n) * (value / mantissa);
}

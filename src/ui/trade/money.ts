/**
 * Money of an account as the page writes it: one unit is a price unit times a lot. Pure.
 */
import type { InstrumentInfo } from '../../worker/protocol';
import { parseDecimal, type PriceScale } from '../app/format';

export function moneyScale(instrument: InstrumentInfo | null): PriceScale {
  const price = parseDecimal(instrument?.priceUnit ?? '0.01');
  const lot = parseDecimal(instrument?.lotSize ?? '1');
  const unit = { mantissa: price.mantissa * lot.mantissa, decimals: price.decimals + lot.decimals };
  return { unit, unitsPerTick: 1, decimals: Math.min(2, unit.decimals) };
}

/**
 * Records of what trading costs and what accounts own: positions, venues with their fees, and what an account did on
 * each. Part of the schema (`schema.ts`): field order is byte order, and what is left of `size` is zero.
 */
import { f, type RecordSchema } from './schema-shape';

export const costRecords: readonly RecordSchema[] = [
  {
    name: 'Holding',
    size: 48,
    doc: 'What an account has in an instrument beside its position, netted at average price. Average price = costUnits / position.',
    fields: [
      f('costUnits', 'i64', 'what the open position cost: positive bought, negative sold'),
      f('realisedUnits', 'i64', 'profit of what was closed, before fees'),
      f('boughtLots', 'i64', 'lots bought by fills'),
      f('soldLots', 'i64', 'lots sold by fills: what was spent of this asset'),
      f('feeUnits', 'i64', 'fees paid on its fills, rebates taken off'),
    ],
  },
  {
    name: 'Exchange',
    size: 64,
    doc: 'A venue with a name: whose fees and limits hold for the instruments listed there.',
    fields: [
      f('firstLine', 'u32', 'index of its first FeeLine'),
      f('lineCount', 'u32', 'its fee lines'),
      f('account', 'u32', 'account that receives penalties'),
    ],
  },
  {
    name: 'FeeLine',
    size: 64,
    doc: 'One line of a fee schedule. Rates are 10^-8 of the value, per lot 10^-8 money units; positive is a cost.',
    fields: [
      f('perLot', 'i64', 'for each lot'),
      f('perFillUnits', 'i64', 'for each fill'),
      f('minimumUnits', 'i64', 'least for an order that filled; with isClamped'),
      f('maximumUnits', 'i64', 'most for an order; with isClamped'),
      f('rate', 'i32', 'of the value'),
      f('collector', 'u32', 'account that receives it'),
      f('firstTier', 'u32', 'index of its first FeeTier'),
      f('tierCount', 'u32', 'its tiers'),
      f('roles', 'u8', 'bit 0 when maker, bit 1 when taker'),
      f('sides', 'u8', 'bit 0 when buying, bit 1 when selling'),
      f('rounding', 'u8', 'FeeRounding'),
      f('tierBy', 'u8', '0 lots, 1 value'),
      f('isClamped', 'u8', '1: minimum and maximum hold'),
    ],
  },
  {
    name: 'FeeTier',
    size: 24,
    doc: 'From a traded volume on, other rates of a line.',
    fields: [
      f('from', 'i64', 'volume that the account traded on this venue before'),
      f('perLot', 'i64', 'as FeeLine'),
      f('rate', 'i32', 'as FeeLine'),
    ],
  },
  {
    name: 'Traffic',
    size: 64,
    doc: 'What an account did on a venue.',
    fields: [
      f('tradedLots', 'i64', 'lots of its fills'),
      f('tradedUnits', 'i64', 'value of its fills'),
      f('fillCount', 'u64', 'its fills'),
    ],
  },
  {
    name: 'FeePreview',
    size: 64,
    doc: 'What an order would do and cost if nothing else happened, from displayed orders alone.',
    fields: [
      f('filledLots', 'u32', 'lots that would trade at once'),
      f('restLots', 'u32', 'lots that would be left'),
      f('fillCount', 'u32', 'fills'),
      f('worstUnits', 'i64', 'price of the last fill'),
      f('valueUnits', 'i64', 'price × lots of all fills'),
      f('feeUnits', 'i64', 'fees of these fills'),
      f('restFeeUnits', 'i64', 'fees of the rest if it traded later, resting, in one fill at its limit'),
    ],
  },
];

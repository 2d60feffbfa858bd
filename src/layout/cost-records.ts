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
      f('messageLimit', 'u32', 'messages of an account within windowNs; 0 = any'),
      f('windowNs', 'i64', 'length of that window'),
      f('messagePenalty', 'i64', 'cost of one more; 0: it is refused'),
      f('ratioPenalty', 'i64', 'cost of a message beyond the ratio; 0: it is refused'),
      f('ratio', 'u32', 'messages for each fill; 0 = any'),
      f('ratioFree', 'u32', 'messages before the ratio holds'),
      f('firstTime', 'u32', 'its place among the times that an account keeps'),
      f('exempt', 'u32', 'bit of each CommandKind that is not counted'),
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
      f('messageCount', 'u64', 'its messages that were counted; the times of the last ones are a ring'),
    ],
  },
  {
    name: 'Participant',
    size: 96,
    doc: 'Whose messages travel: an account, on one venue or on all. Its Delay records, one a DelayUse, stand in their own region.',
    fields: [
      f('random0', 'u64', 'word 0 of its stream, xoshiro256++'),
      f('random1', 'u64', 'word 1'),
      f('random2', 'u64', 'word 2'),
      f('random3', 'u64', 'word 3'),
      f('partsNs', 'i64', 'when parts of terms left that wait for their order'),
      f('partsId', 'u64', 'id of that order'),
      f('partsDelayNs', 'i64', 'how long they travel, and their order with them'),
      f('account', 'u32', 'whose messages'),
      f('exchange', 'u32', 'number of the venue, 0 = any'),
      f('partsInstrument', 'u32', 'instrument of that order, plus 1; 0 = none'),
    ],
  },
  {
    name: 'Delay',
    size: 48,
    doc: 'How long one kind of message takes (DelayUse): DelayKind and its numbers, all in ns.',
    fields: [
      f('fromNs', 'i64', 'least; for a constant the delay'),
      f('mostNs', 'i64', 'a longer draw is this'),
      f('scale', 'f64', 'uniform: width; exponential: mean; log-normal: median; Pareto: scale'),
      f('shape', 'f64', 'log-normal: sigma; Pareto: alpha'),
      f('kind', 'u32', 'DelayKind'),
      f('firstRow', 'u32', 'empirical: index of its first DelayRow'),
      f('rowCount', 'u32', 'empirical: its rows'),
    ],
  },
  {
    name: 'DelayRow',
    size: 16,
    doc: 'A delay that was measured, with the weights of all rows up to it.',
    fields: [f('ns', 'i64', 'delay'), f('upTo', 'u32', 'sum of the weights up to here')],
  },
];

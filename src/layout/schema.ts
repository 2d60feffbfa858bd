/**
 * Every record and code that crosses the border between the engine core and its host, defined once.
 * `tools/layout.mjs` turns this into `assembly/layout.gen.ts`, `src/layout/layout.gen.ts` and
 * `docs/MEMORY_MAP.md`; a test regenerates all three and compares, so a change of layout is a visible decision.
 */
import { bookRecords } from './book-records';
import { commandCodes } from './command-codes';
import { costCodes } from './cost-codes';
import { costRecords } from './cost-records';
import { reportCodes } from './report-codes';
import { runRecords } from './run-records';
import { sessionRecords } from './session-records';
import type { CodeSchema, RecordSchema } from './schema-shape';

export const codes: readonly CodeSchema[] = [...commandCodes, ...reportCodes, ...costCodes];

export const records: readonly RecordSchema[] = [
  ...bookRecords,
  ...costRecords,
  ...sessionRecords,
  ...runRecords,
];

export const regions: readonly (readonly [name: string, doc: string])[] = [
  ['books', 'Book a instrument'],
  ['ladders', 'Ladder, two an instrument'],
  ['accounts', 'Account'],
  ['positions', 'i64 lots, accounts × instruments'],
  ['holdings', 'Holding, accounts × instruments'],
  ['exchanges', 'Exchange'],
  ['feeLines', 'FeeLine'],
  ['feeTiers', 'FeeTier'],
  ['traffic', 'Traffic, accounts × venues'],
  ['messageTimes', 'i64 ns of the last messages, accounts × limits of all venues'],
  ['draft', 'Command, a part of an order that is being split'],
  ['taker', 'Taker, one'],
  ['participants', 'Participant'],
  ['delays', 'Delay, five a participant'],
  ['delayRows', 'DelayRow'],
  ['wheel', 'slots and bitmaps of the event queue'],
  ['queue', 'QueueLink'],
  ['chunks', 'QueueChunk'],
  ['pending', 'Command, by index'],
  ['extensions', 'Extension'],
  ['terms', 'Terms, by the index of the extension'],
  ['venues', 'Venue a instrument'],
  ['rules', 'Rules a instrument'],
  ['steps', 'PriceStep, 16 an instrument'],
  ['impacts', 'Impact an instrument'],
  ['shadows', 'Shadow, by the index of the extension'],
  ['taken', 'u32 a slot: lots of the tape’s order that own orders have had'],
  ['callRules', 'CallRules a instrument'],
  ['calls', 'Call a instrument'],
  ['bandTrades', 'BandTrade, `capacities.bandTrades` an instrument'],
  ['agents', 'Agent'],
  ['plans', 'CstPlan with its lists, one after the other'],
  ['agentOrders', 'AgentOrder, `capacities.agentOrders` an agent'],
  ['orders', 'OrderNode and OrderCold, together a slot'],
  ['buckets', 'u32 address of a node, the id index'],
  ['levels', 'Level, window ticks × ladders'],
  ['bits', 'bitmaps of the ladders'],
  ['farArrays', 'sorted far levels of each ladder'],
  ['far', 'FarLevel'],
  ['blocks', 'u64 digest of each sealed block'],
  ['scratch', 'rows sampled for pictures, not part of any digest'],
  ['window', 'Command, the input window, not part of any digest'],
  ['journal', 'Report, a ring, not part of stateDigest'],
];

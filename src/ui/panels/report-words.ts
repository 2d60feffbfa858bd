/**
 * Reports in plain words: what a kind says, by the names that docs/FORMATS.md gives, and what one report says beyond
 * its columns.
 */
import { sessionWords } from '../state/session-words';
import type { LogRow } from '../../worker/protocol';
import { formatCount } from '../app/format';
import { ruleWords } from './session-facts';

export const REPORT_WORDS: Readonly<Record<string, string>> = {
  accepted: 'order accepted',
  rejected: 'order refused',
  fill: 'maker and taker traded',
  cancelled: 'lots left the book',
  replaced: 'new price and size',
  reduced: 'lots taken off, place kept',
  cancelRejected: 'cancel refused',
  reduceRejected: 'reduce refused',
  replaceRejected: 'replace refused',
  trade: 'print of the tape',
  touch: 'best price or its size changed',
  session: 'session state changed',
  level: 'level set to the size the source shows',
  account: 'cash and position after a settlement',
  action: 'corporate action took effect',
  adjusted: 'order after a split',
  news: 'a headline became known',
  fact: 'a figure became known',
  triggered: 'a waiting order was elected',
  restated: 'order at a price the venue gave it',
  fee: 'an account paid a fee, or received a rebate',
  holding: 'cost and realised profit of a position',
  bands: 'prices between which orders may trade',
  indicative: 'what the auction would give now',
  auction: 'the auction’s price and lots',
  entry: 'scheduled cash came or went',
  routed: 'a part went to another venue',
  sent: 'on its way to the venue',
  heard: 'an account learned of it',
};

const REASONS: Readonly<Record<string, string>> = {
  unknownInstrument: 'no such instrument',
  unknownCommand: 'no such command',
  badSide: 'neither buy nor sell',
  illegalCombination: 'these flags do not go together',
  badLots: 'size out of bounds',
  offTick: 'price is not on the grid',
  priceOutOfRange: 'price out of bounds',
  duplicateId: 'the id is in use',
  unknownId: 'no such order',
  unknownAccount: 'no such account',
  insufficientFunds: 'not enough funds',
  postOnlyWouldTake: 'post-only, but it would have taken',
  notTradingNow: 'the session does not allow it now',
  requested: 'as asked for',
  iocRemainder: 'rest of an IOC',
  fokUnfillable: 'FOK, not enough to fill it',
  marketRemainder: 'rest of a market order, the book was empty',
  selfTrade: 'both sides were one account',
  retired: 'its price moved out of what the source shows',
  badAction: 'its ratio or amount cannot be',
  badTerms: 'its terms cannot be',
  expired: 'its time is over',
  unknownLink: 'the order it is linked to is not there',
  reduceOnlyWouldIncrease: 'reduce-only, but the position would grow',
  offLotStep: 'size is not on the steps of the venue',
  belowMinLots: 'fewer lots than the venue takes',
  outsideBand: 'price outside the band',
  beyondCollar: 'price too far through the touch',
  aboveMaxValue: 'worth more than the venue takes at once',
  tooManyMessages: 'more messages than the venue takes',
  tooFewTrades: 'too many messages for each trade',
  tradeThrough: 'another venue had a better price',
  tooLate: 'the order was gone when this arrived',
  minimumUnfillable: 'fewer lots there than its minimum',
  linked: 'an order linked to it ended it',
  reduceOnly: 'no position is left to reduce',
  auctionEnded: 'it was for one auction, which is over',
  halted: 'trading halted, and it was to leave then',
  split: 'a split left no whole lot, or no price within bounds',
  symbolChange: 'the instrument changed its name',
  delisted: 'the instrument is no longer traded',
  exact: 'order after a split, nothing rounded',
  price: 'order after a split, price rounded to the tick',
  lots: 'order after a split, rounded down to whole lots',
  both: 'order after a split, price and lots rounded',
  displayed: 'a displayed order was executed',
  hidden: 'a hidden order was executed',
  cross: 'auction',
  print: 'a print without an order',
  unsided: 'a print whose side nobody knows',
};

const ACTIONS: Readonly<Record<string, string>> = {
  split: 'split: open orders and positions were converted',
  dividend: 'dividend: who held was paid',
  symbolChange: 'symbol change: open orders ended',
  delisting: 'delisting: trading ended',
};

const count = (lots: string | number | undefined): string => formatCount(Number(lots ?? 0));

/** Account 0 is the market at large. */
const whose = (account: string | number | undefined): string =>
  account === undefined || Number(account) === 0 ? '' : `account ${account}: `;

/** The rule that had the last word, and who is left with lots. */
function auctionWords(row: LogRow): string {
  if (Number(row['lots']) === 0) return 'nothing would trade';
  const left = `${count(row['surplus'])} left over`;
  const side = Number(row['surplus']) === 0 ? '' : row['side'] === 'buy' ? ' to buy' : ' to sell';
  return `${ruleWords(String(row['rule']))}; ${left}${side} · ${String(row['rule'])}`;
}

/** What one report says in words, `where` the name of its venue: its reason or code where it has one, else what its kind says. */
export function reasonOf(
  row: LogRow,
  where: string,
  priceText: (units: string | number | undefined) => string,
): string {
  if (row['kind'] === 'fill')
    return `${whose(row['makerAccount'])}taken by ${whose(row['takerAccount'])}${row['takerId'] ?? ''}, ${count(row['makerLeaves'])} lots left`;
  if (row['kind'] === 'session') return sessionWords(Number(row['state'])).title.toLowerCase();
  if (row['kind'] === 'action') return ACTIONS[String(row['action'])] ?? String(row['action']);
  if (row['kind'] === 'routed')
    return `${count(row['lots'])} lots of it go to ${where} as order ${row['child'] ?? ''}: a better price there`;
  if (row['kind'] === 'fee') {
    const paid = BigInt(row['amount'] ?? 0);
    return `account ${row['account'] ?? ''}: ${paid < 0n ? `rebate ${-paid}` : `fee ${paid}`} on ${where}`;
  }
  if (row['kind'] === 'account')
    return `account ${row['account'] ?? ''}: position ${row['position'] ?? ''}, cash ${row['cash'] ?? ''}`;
  if (row['kind'] === 'auction' || row['kind'] === 'indicative') return auctionWords(row);
  if (row['kind'] === 'sent') return `${row['request'] ?? ''} on its way to ${where}`;
  if (row['kind'] === 'heard') return `account ${row['account'] ?? ''} learned of it: ${row['of'] ?? ''}`;
  if (row['kind'] === 'bands') return `from ${priceText(row['low'])} to ${priceText(row['high'])}`;
  const name = row['reason'] ?? row['code'] ?? row['rounded'];
  if (name !== undefined) return name in REASONS ? `${REASONS[name]} · ${name}` : String(name);
  return REPORT_WORDS[String(row['kind'])] ?? '';
}

/**
 * Commands and reports in one short line each, so that a table of cases can be read.
 * Knows nothing of engines.
 *
 *   buy 1 100x5 [IOC|FOK|post|shift=2|account=3|instrument=1]   sell 2 market x5   buy 3 stop x5 trigger=101 DAY   cancel 1   reduce 1 x2   replace 1 101x5
 *   session closingCall   split 2 1   dividend 25 1   symbolChange   delist
 *   funding rate=1.5 mark=100   borrow rate=360 days=1   interest rate=500 on=credit   settle price=105
 *   accepted buy 1 100x5   fill buy 2<1 100x5 left 0/3   cancelled buy 1 100x5 requested   rejected buy 1 100x5 badLots
 */
import { commandKinds, flagBits, numberOf, ranks, tifs } from '../model/codes';
import { orderTypes } from '../model/terms';
import type { ModelCommand, ReportObject } from '../model/types';
import type { JsonCommand } from './matcher';

const flags = ['hidden', 'allOrNone', 'slide', 'reduceOnly', 'imbalanceOnly'];
const numbers = ['trail', 'limitOffset', 'protection', 'offset', 'display', 'minimum'];
const words = ['trigger', 'triggerBy', 'trailIn', 'peg', 'expires', 'oco', 'ouo', 'after', 'atHalt'];

function readOption(word: string): JsonCommand {
  if (word === 'post') return { postOnly: true };
  if (word in tifs) return { tif: word };
  if (flags.includes(word)) return { [word]: true };
  if ((orderTypes as readonly string[]).includes(word)) return { type: word };
  const [name, value] = word.split('=');
  if (value === undefined) throw new Error(`unknown word ${word}`);
  if (name === 'shift') return { displayShift: Number(value) };
  if (name === 'account' || name === 'instrument') return { [name]: Number(value) };
  if (name === 'source') return { source: value };
  if (name !== undefined && numbers.includes(name)) return { [name]: Number(value) };
  if (name !== undefined && words.includes(name)) return { [name]: value };
  throw new Error(`unknown word ${word}`);
}

function readAmount(word: string): JsonCommand {
  const [price, lots] = word.split('x');
  if (lots === undefined) throw new Error(`no lots in ${word}`);
  return price === '' ? { lots: Number(lots) } : { price: price ?? '', lots: Number(lots) };
}

/** One line as a command at a time. */
export function readCommand(line: string, ts: number): JsonCommand {
  const [verb, id, ...words] = line.split(' ');
  if (verb === 'split')
    return { op: verb, ts: String(ts), newShares: Number(id), oldShares: Number(words[0]) };
  if (verb === 'dividend') return { op: verb, ts: String(ts), cash: id ?? '', shares: Number(words[0]) };
  if (verb === 'session') return { op: verb, ts: String(ts), state: id ?? '' };
  if (verb !== undefined && ['funding', 'borrow', 'interest', 'settle'].includes(verb)) {
    const given = [id ?? '', ...words].map((word) => word.split('='));
    return {
      op: verb,
      ts: String(ts),
      ...Object.fromEntries(
        given.map(([name, value]) => [name, /^(days|dayCount|to)$/.test(name ?? '') ? Number(value) : value]),
      ),
    };
  }
  if (verb === 'symbolChange' || verb === 'delist') return { op: verb, ts: String(ts) };
  if (verb === undefined || id === undefined) throw new Error(`not a command: ${line}`);
  const isNew = verb === 'buy' || verb === 'sell';
  const command: JsonCommand = isNew
    ? { op: 'new', ts: String(ts), id, side: verb }
    : { op: verb, ts: String(ts), id };
  for (const word of words) {
    if (/^-?\d*x\d+$/.test(word)) Object.assign(command, readAmount(word));
    else Object.assign(command, readOption(word));
  }
  return command;
}

/** A tape row, such as `tapeAdd buy 1 100x5 last final`, as a record. */
export function readRow(line: string, ts: number): ModelCommand {
  const [kind = '', side, id = '', amount = '', ...flags] = line.split(' ');
  const { price = '0', lots } = readAmount(amount);
  return {
    tsNs: BigInt(ts),
    orderId: BigInt(id),
    priceUnits: BigInt(String(price)),
    lots: Number(lots),
    kind: numberOf(commandKinds, kind),
    side: side === 'buy' ? 0 : 1,
    tif: 0,
    flags: flags.reduce((bits, flag) => bits | numberOf(flagBits, flag), 0),
    instrument: 0,
    rank: ranks.tape,
    displayShift: 0,
    account: 0,
  };
}

/** One report as a line; its number, time and (when 0) instrument are left out. */
export function writeReport(report: ReportObject): string {
  const { kind, instrument, side, id, price, lots } = report;
  const place = instrument === 0 ? '' : ` #${instrument}`;
  switch (kind) {
    case 'fill': {
      const { makerId, takerId, makerLeaves, takerLeaves } = report;
      return `fill ${side} ${takerId}<${makerId} ${price}x${lots} left ${makerLeaves}/${takerLeaves}${place}`;
    }
    case 'touch':
    case 'level':
      return `${kind} ${side} ${price}x${report['totalLots']}${place}`;
    case 'session':
      return `session ${report['state']}${place}`;
    case 'indicative':
    case 'auction':
      return `${kind} ${price}x${lots} ${side} ${report['surplus']} ${report['rule']}${place}`;
    case 'action':
      return `action ${report['action']} ${report['newShares']}/${report['oldShares']} cash ${report['cash']}${place}`;
    case 'entry':
      return `entry ${report['account']} ${report['entry']} ${report['amount']} from ${report['from']}${place}`;
    case 'fee':
      return `fee ${report['account']} order ${id} line ${report['line']} ${report['amount']}${place}`;
    case 'holding':
      return `holding ${report['account']} cost ${report['cost']} realised ${report['realised']}${place}`;
    case 'account':
      return `account ${report['account']} position ${report['position']} cash ${report['cash']}${place}`;
    default: {
      const why = report['code'] ?? report['reason'] ?? report['rounded'];
      return `${kind} ${side} ${id} ${price}x${lots}${why === undefined ? '' : ` ${why}`}${place}`;
    }
  }
}

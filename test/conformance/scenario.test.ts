/**
 * The published scenarios of another exchange core, translated by hand: books, trades and balances.
 * One instrument of ETH in XBT; a client's XBT is the account's cash, its ETH the position.
 */
import { describe, expect, it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { Matcher, MatcherConfig } from '../contract/matcher';
import { matchers } from '../contract/matchers';
import { readCommand, writeReport } from '../contract/shorthand';
import type { ReportName } from '../model/codes';

const alice = 1;
const bob = 2;
const charlie = 3;
const reports: readonly ReportName[] = ['accepted', 'rejected', 'fill', 'cancelled', 'replaced', 'account'];

function openWith(open: (config: MatcherConfig) => Matcher): (line: string) => string[] {
  const accounts = [
    { id: alice, cash: 100_000_000n },
    { id: bob, cash: 100_000_000n },
    { id: charlie, cash: 94_000_000n },
  ];
  const matcher = open(configOf({}, { accounts, reports }));
  let ts = 0;
  return (line) => {
    ts += 1;
    if (line !== 'book') return matcher.apply(readCommand(line, ts)).map(writeReport);
    const asks = matcher.levels(0, 1).map((level) => `ask ${level.price}x${level.lots}`);
    return [...asks.reverse(), ...matcher.levels(0, 0).map((level) => `bid ${level.price}x${level.lots}`)];
  };
}

describe.each(matchers)('$name', ({ open }) => {
  it('plays the basic full cycle', () => {
    const play = openWith(open);
    play('sell 101 1600x7 account=1');
    play('buy 102 1550x4 account=1');
    expect(play('book')).toEqual(['ask 1600x7', 'bid 1550x4']);
    expect(play('buy 201 1700x2 IOC account=2')).toEqual([
      'accepted buy 201 1700x2',
      'fill buy 201<101 1600x2 left 5/0',
      'account 1 position -2 cash 100003200',
      'account 2 position 2 cash 99996800',
    ]);
    expect(play('book')).toEqual(['ask 1600x5', 'bid 1550x4']);
    expect(play('buy 202 1583x4 account=2')).toEqual(['accepted buy 202 1583x4']);
    expect(play('book')).toEqual(['ask 1600x5', 'bid 1583x4', 'bid 1550x4']);
    expect(play('replace 101 1580x5')).toEqual([
      'fill sell 101<202 1583x4 left 0/1',
      'account 2 position 6 cash 99990468',
      'account 1 position -6 cash 100009532',
      'replaced sell 101 1580x5',
    ]);
    expect(play('book')).toEqual(['ask 1580x1', 'bid 1550x4']);
  });

  it('cancels a bid and gives the whole reserve back', () => {
    const play = openWith(open);
    // 18,500 × 5,000 of 94,000,000 leaves 1,500,000, and not one more.
    expect(play('buy 203 18500x5000 account=3')).toEqual(['accepted buy 203 18500x5000']);
    expect(play('book')).toEqual(['bid 18500x5000']);
    expect(play('buy 204 1x1500001 account=3')).toEqual(['rejected buy 204 1x1500001 badLots']);
    expect(play('buy 204 2x750001 account=3')).toEqual(['rejected buy 204 2x750001 insufficientFunds']);
    expect(play('buy 204 2x750000 account=3')).toEqual(['accepted buy 204 2x750000']);
    play('cancel 204');
    expect(play('cancel 203')).toEqual(['cancelled buy 203 18500x5000 requested']);
    expect(play('book')).toEqual([]);
    expect(play('buy 205 94x1000000 account=3')).toEqual(['accepted buy 205 94x1000000']);
  });
});

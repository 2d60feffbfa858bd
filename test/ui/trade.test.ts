/**
 * The pure parts of trading in the page: the ticket greys out exactly what the table refuses, in every session state;
 * prices as people type them; positions against money counted by hand; lives of orders from reports written by hand.
 */
import { describe, expect, it } from 'vitest';
import { accountState, orderLives, type ReportRow } from '../../src/desk';
import type { SessionStateName, TermFlagName } from '../../src/layout/layout.gen';
import { SessionState } from '../../src/layout/layout.gen';
import { flagRules, refusalOf, typeRules } from '../../src/layout/order-rules';
import { parseCommand } from '../../src/scenario/command';
import { nextPersonId, orderName } from '../../src/scenario/person';
import { flagOffers, mended, stateOf, tifNames, tifOffers, typeOffers } from '../../src/ui/trade/legal';
import { cancelWords, rejectWords } from '../../src/ui/trade/order-words';
import { unitsOf } from '../../src/ui/trade/price-text';

const states = Object.keys(SessionState) as SessionStateName[];
const flagSets: readonly (readonly TermFlagName[])[] = [
  [],
  ...flagRules.flatMap(({ flag }) => [[flag], ...flagRules.map((other) => [flag, other.flag])]),
];

describe('what the ticket greys out', () => {
  it('is what the table refuses, for every type, time in force, state and pair of flags', () => {
    for (const state of states) {
      const types = typeOffers(state);
      expect(types.map(({ id }) => id)).toEqual(typeRules.map(({ type }) => type));
      for (const { type } of typeRules) {
        const isOpen = tifNames.some((tif) => refusalOf(type, tif, state) === null);
        expect(types.find(({ id }) => id === type)!.refused === null).toBe(isOpen);
        const tifs = tifOffers({ type }, state);
        expect(tifs.map(({ id, refused }) => [id, refused])).toEqual(
          tifNames.map((tif) => [tif, refusalOf(type, tif, state)]),
        );
        for (const tif of tifNames)
          for (const flags of flagSets)
            for (const { id, refused } of flagOffers({ type, tif, flags }, state))
              expect(refused).toBe(refusalOf(type, tif, state, [...new Set([...flags, id])]));
      }
    }
  });

  it('leads from any choice to one that the table takes, where there is one', () => {
    for (const state of states)
      for (const { type } of typeRules)
        for (const tif of tifNames)
          for (const flags of flagSets) {
            const chosen = mended({ type, tif, flags }, state);
            const isOpen = tifNames.some((one) => refusalOf(type, one, state) === null);
            const refused = refusalOf(chosen.type, chosen.tif, state, chosen.flags);
            expect(refused === null).toBe(isOpen);
          }
  });

  it('says why in the words of the table', () => {
    expect(rejectWords.get('illegalCombination')).toBe('type, time in force and flags cannot go together');
    expect(cancelWords.get('linked')).toBe('a linked order filled or left');
    expect(stateOf(255)).toBe('halted');
  });
});

describe('a price as it is typed', () => {
  const unit = { mantissa: 1n, decimals: 2 };
  it.each([
    ['100.21', 10021n],
    ['100', 10000n],
    ['100.5', 10050n],
    ['100,50', 10050n],
    ['1,234.50', 123450n],
    [' 99.990 ', 9999n],
    ['-0.05', -5n],
    ['100.211', null],
    ['', null],
    ['1e5', null],
    ['12..3', null],
  ])('%j', (text, units) => {
    expect(unitsOf(text, unit)).toBe(units);
  });

  it('keeps to steps that are no powers of ten', () => {
    const quarter = { mantissa: 25n, decimals: 2 };
    expect(unitsOf('4500.25', quarter)).toBe(18001n);
    expect(unitsOf('4500.10', quarter)).toBeNull();
  });
});

const fill = (side: 'buy' | 'sell', lots: number, price: bigint, account = 1): ReportRow => ({
  kind: 'fill',
  instrument: 0,
  side,
  lots,
  price: price.toString(),
  takerAccount: account,
  makerAccount: 0,
});

describe('positions', () => {
  it('follow a day counted by hand', () => {
    // 10 at 100, 10 at 110: average 105. 5 sold at 120: +75. 20 sold at 90: 15 close at −225, 5 short at 90.
    const rows = [fill('buy', 10, 100n), fill('buy', 10, 110n), fill('sell', 5, 120n), fill('sell', 20, 90n)];
    const cash = 10_000n - 1000n - 1100n + 600n + 1800n;
    const positions = [{ instrument: 0, lots: -5n, markUnits: 80n }];
    const state = accountState({ id: 1, available: cash, locked: 0n, startCash: 10_000n, positions }, rows);
    expect(state.positions[0]).toMatchObject({
      lots: -5n,
      costMoney: -450n,
      realisedMoney: -150n,
      unrealisedMoney: 50n,
    });
    expect(state).toMatchObject({
      equity: 9_900n,
      realisedMoney: -150n,
      unrealisedMoney: 50n,
      otherMoney: 0n,
    });
  });

  it('show what moved the account beside its fills, and no lot of others', () => {
    const rows = [fill('buy', 10, 100n), fill('buy', 99, 100n, 2)];
    const positions = [{ instrument: 0, lots: 10n, markUnits: 101n }];
    const facts = { id: 1, available: 8_900n, locked: 93n, startCash: 10_000n, positions };
    expect(accountState(facts, rows)).toMatchObject({
      unrealisedMoney: 10n,
      otherMoney: -7n,
      equity: 10_003n,
    });
  });
});

describe('the life of an order', () => {
  const sent = (fields: object): ReturnType<typeof parseCommand> =>
    parseCommand({ op: 'new', ts: '10', id: '7', side: 'buy', price: '100', lots: 50, ...fields }, 'order');
  const row = (kind: string, fields: object): ReportRow => ({
    kind,
    ts: '10',
    instrument: 0,
    id: '7',
    price: '100',
    ...fields,
  });
  const taken = { kind: 'fill', ts: '20', instrument: 0, makerId: '9', takerId: '7', price: '101', lots: 10 };

  it('knows what is left of a replace that traded on its way', () => {
    const replace = parseCommand({ op: 'replace', ts: '20', id: '7', price: '101', lots: 30 }, 'replace');
    const rows = [
      row('accepted', { lots: 50 }),
      { ...taken, makerLeaves: 0, takerLeaves: 20 },
      row('replaced', { ts: '20', price: '101', lots: 30 }),
    ];
    const [life] = orderLives([sent({}), replace], rows, 20n);
    expect(life).toMatchObject({
      leaves: 20,
      filledLots: 10,
      units: '101',
      status: 'partiallyFilled',
      place: 'book',
    });
    expect(life!.steps.map(({ exec }) => exec)).toEqual(['new', 'trade', 'replaced']);
  });

  it('is in flight until it is answered, and to come before its time', () => {
    const cancel = parseCommand({ op: 'cancel', ts: '15', id: '7' }, 'cancel');
    expect(orderLives([sent({})], [], 9n)[0]).toMatchObject({ place: 'toCome', status: 'pendingNew' });
    expect(orderLives([sent({})], [], 10n)[0]).toMatchObject({ place: 'inFlight', status: 'pendingNew' });
    const late = [row('accepted', { ts: '12', lots: 50 })];
    const [life] = orderLives([sent({}), cancel], late, 16n);
    expect(life!.steps.map(({ kind, status }) => [kind, status])).toEqual([
      ['sent', 'pendingNew'],
      ['accepted', 'new'],
      ['sent', 'pendingCancel'],
    ]);
  });

  it('tells a second order with the id of a live one apart', () => {
    const rows = [row('accepted', { lots: 50 }), row('rejected', { ts: '11', lots: 5, code: 'duplicateId' })];
    const lives = orderLives([sent({}), sent({ ts: '11', lots: 5 })], rows, 11n);
    expect(lives.map(({ status, lots }) => [status, lots])).toEqual([
      ['rejected', 5],
      ['new', 50],
    ]);
  });

  it('is counted from the person’s first', () => {
    expect(nextPersonId([sent({})])).toBe(9_000_000_000_000_000_001n);
    expect(orderName('9000000000000000012')).toBe('#12');
    expect(orderName('17')).toBe('17');
  });
});

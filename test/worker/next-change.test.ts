/**
 * What a frame tells as the next change of state, in every state that a venue's rules begin and end, to the nanosecond: one
 * before the moment, and at it. What is told must be what then happens, a random end must never be told, and a change by the
 * clock happens whatever began meanwhile. And the cut of an auction's curves, where a book has more limits than a picture.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { SessionState, sessionStateName } from '../../src/layout/layout.gen';
import type { CellClient } from '../../src/worker/client';
import type { Frame } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const start = 1_000_000_000_000n;
const ns = (s: number): bigint => start + BigInt(Math.round(s * 1000)) * 1_000_000n;
/** The run begins at 00:16:40 UTC. */
const clockTime = (s: number): string => new Date((1000 + s) * 1000).toISOString().slice(11, 19);

interface Entry {
  readonly s: number;
  readonly state: string;
  readonly within?: string;
  readonly bands?: number;
}
type Line = readonly [s: number, side: 'buy' | 'sell', price: number, lots: number];

interface Plan {
  readonly entries: readonly Entry[];
  readonly rules?: object;
  readonly orders?: readonly Line[];
  readonly cancels?: readonly (readonly [s: number, id: number])[];
  readonly index?: readonly (readonly [s: number, value: number])[];
  readonly seed?: number;
}

function manifestOf({ entries, rules = {}, orders = [], cancels = [], index, seed = 1 }: Plan): object {
  const sessions = entries.map(({ s, ...entry }) => ({ at: clockTime(s), ...entry }));
  const fresh = orders.map(([s, side, price, lots], at) => ({
    ...{ op: 'new', side, price: String(price), lots, id: String(at + 1), ts: String(ns(s)) },
  }));
  const taken = cancels.map(([s, id]) => ({ op: 'cancel', id: String(id), ts: String(ns(s)) }));
  const points = index?.map(([s, value]) => ({ ts: String(ns(s)), value: String(value) }));
  return {
    version: 1,
    instruments: [
      {
        symbol: 'NEXT',
        rulebook: { name: 'next', version: '1', zone: 'UTC', days: 'every', sessions, ...rules },
      },
    ],
    seed: String(seed),
    startNs: String(start),
    endNs: String(ns(3000)),
    commands: [...fresh, ...taken].sort((a, b) => (BigInt(a.ts) < BigInt(b.ts) ? -1 : 1)),
    ...(points === undefined ? {} : { marketIndex: { close: '1000', points } }),
  };
}

async function open(plan: Plan): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  const manifest = manifestOf(plan);
  await client.call({ type: 'open', core: coreBytes, manifest, tape: null, humanLog: [] });
  return client;
}

async function frameAt(client: CellClient, at: bigint): Promise<Frame> {
  await client.call({ type: 'seek', ns: at });
  return client.call({ type: 'frame', since: null });
}

/** `state > next at s`, with `+ s` for what is left to chance. */
function words({ session, venue }: Frame): string {
  const state = sessionStateName[session]!;
  const next = venue!.next;
  if (next === null) return state;
  const s = Number(next.tsNs - start) / 1e9;
  const within = next.withinNs === 0n ? '' : ` + ${Number(next.withinNs) / 1e9}`;
  return `${state} > ${sessionStateName[next.state]!} at ${s}${within}`;
}
const told = async (client: CellClient, s: number, off = 0n): Promise<string> =>
  words(await frameAt(client, ns(s) + off));

/** A trade at 1000, then an order of 1020 that meets an offer there: with corridors of one per cent a call begins at 5 s. */
const corridors = (within: string, more: object = {}): object => ({
  volatility: {
    dynamicBasisPoints: 100,
    staticBasisPoints: 0,
    widerBasisPoints: 0,
    length: '10s',
    within,
    ...more,
  },
});
const jump: readonly Line[] = [
  [1, 'sell', 1000, 1],
  [2, 'buy', 1000, 1],
  [3, 'sell', 1020, 5],
  [5, 'buy', 1020, 5],
];
const day: readonly Entry[] = [
  { s: 0, state: 'continuous' },
  { s: 80, state: 'closingCall' },
];

describe('a volatility call', () => {
  it('ends after its length, to the nanosecond', async () => {
    const client = await open({ entries: day, rules: corridors('0s'), orders: jump });
    expect(await told(client, 5, -1n)).toBe('continuous > closingCall at 80');
    expect(await told(client, 5)).toBe('volatilityCall > continuous at 15');
    expect(await told(client, 15, -1n)).toBe('volatilityCall > continuous at 15');
    expect(await told(client, 15)).toBe('continuous > closingCall at 80');
    expect(await told(client, 80, -1n)).toBe('continuous > closingCall at 80');
    expect(await told(client, 80)).toBe('closingCall');
  });

  it('ends at a random moment that is told as what it is, however near it has come', async () => {
    const ends = new Set<bigint>();
    for (const seed of [1, 2, 3]) {
      const client = await open({ entries: day, rules: corridors('5s'), orders: jump, seed });
      const end = (await frameAt(client, ns(30))).venue!.sinceNs!;
      expect(end > ns(15) && end <= ns(20)).toBe(true);
      ends.add(end);
      const before = 'volatilityCall > continuous at 15 + 5';
      for (const at of [ns(5), ns(15), end - 1n]) expect(words(await frameAt(client, at))).toBe(before);
      expect(words(await frameAt(client, end))).toBe('continuous > closingCall at 80');
    }
    expect(ends.size).toBe(3);
  });

  it('goes on, with no end that anybody knows, while its price is too far away', async () => {
    const rules = corridors('0s', { widerBasisPoints: 100 });
    const client = await open({ entries: day, rules, orders: jump, cancels: [[20, 4]] });
    expect(await told(client, 15, -1n)).toBe('volatilityCall > continuous at 15');
    expect(await told(client, 15)).toBe('volatilityExtended > closingCall at 80');
    expect(await told(client, 20, -1n)).toBe('volatilityExtended > closingCall at 80');
    expect(await told(client, 20)).toBe('continuous > closingCall at 80');
  });

  it.each([
    [12, 'volatilityCall > closingCall at 12'],
    // Both at once: the clock's change makes the end of the call void.
    [15, 'volatilityCall > closingCall at 15'],
    [16, 'volatilityCall > continuous at 15'],
  ])('with a closing call at %i s', async (s, words) => {
    const entries = [day[0]!, { s, state: 'closingCall' }];
    const client = await open({ entries, rules: corridors('0s'), orders: jump });
    expect(await told(client, 6)).toBe(words);
    expect(await told(client, Math.min(s, 15), -1n)).toBe(words);
    expect(await told(client, s)).toBe('closingCall');
    expect(await told(client, 40)).toBe('closingCall');
    const log = await client.call({ type: 'log', limit: 64 });
    // The latest comes first; the run began with what yesterday ended with, and was opened at once.
    const kept = log.filter(({ kind, ts }) => kind === 'session' && BigInt(ts!) > start);
    const changes = kept.map(({ state }) => Number(state)).reverse();
    const back = s > 15 ? [SessionState.continuous] : [];
    expect(changes).toEqual([SessionState.volatilityCall, ...back, SessionState.closingCall]);
  });

  it('that begins while the clock’s change waits for its random moment does not make that change void', async () => {
    const entries = [day[0]!, { s: 4, state: 'closingCall', within: '20s' }];
    const states = new Set<string>();
    for (let seed = 1; seed <= 8; seed += 1) {
      const client = await open({ entries, rules: corridors('0s'), orders: jump, seed });
      const end = (await frameAt(client, ns(24))).venue!.sinceNs!;
      expect(await told(client, 24)).toBe('closingCall');
      expect(await told(client, 4, -1n)).toBe('continuous > closingCall at 4 + 20');
      const before = words(await frameAt(client, end - 1n));
      expect(before).toMatch(/^(continuous|volatilityCall) > closingCall at 4 \+ 20$/);
      states.add(before);
    }
    expect(states.size).toBe(2);
  });

  it('in its extended part ends as ever while the clock’s change waits', async () => {
    const entries = [day[0]!, { s: 16, state: 'closingCall', within: '60s' }];
    const rules = corridors('0s', { widerBasisPoints: 100 });
    const client = await open({ entries, rules, orders: jump, cancels: [[17, 4]], seed: 3 });
    const waits = ' > closingCall at 16 + 60';
    expect(await told(client, 17, -1n)).toBe(`volatilityExtended${waits}`);
    expect(await told(client, 17)).toBe(`continuous${waits}`);
    expect(await told(client, 76)).toBe('closingCall');
  });
});

describe('price bands', () => {
  const bands = {
    rows: [{ tier: 'only', from: '0', basisPoints: 500 }],
    ...{ mean: '5m', hold: '30s', limitState: '15s', pause: '5m', republishBasisPoints: 100 },
  };
  const rules = { bands };
  const entries: readonly Entry[] = [
    { s: 0, state: 'continuous', bands: 1 },
    { s: 900, state: 'closingCall', bands: 0 },
  ];
  const trade: readonly Line[] = [
    [1, 'sell', 1000, 1],
    [2, 'buy', 1000, 1],
  ];

  it('a limit state ends in a pause, and the pause in a reopening', async () => {
    // 1000 ± 5 %: a bid at 1050 equals the upper band.
    const orders = [...trade, [10, 'buy', 1050, 5] as const];
    const client = await open({ entries, rules, orders });
    expect(await told(client, 10, -1n)).toBe('continuous > closingCall at 900');
    expect(await told(client, 10)).toBe('limitState > pause at 25');
    expect(await told(client, 25, -1n)).toBe('limitState > pause at 25');
    expect(await told(client, 25)).toBe('pause > continuous at 325');
    expect(await told(client, 325, -1n)).toBe('pause > continuous at 325');
    expect(await told(client, 325)).toBe('continuous > closingCall at 900');
  });

  it('a limit state that ends early, and the straddle after it, tell what the clock says', async () => {
    const orders = [...trade, [10, 'buy', 1050, 5] as const, [20, 'sell', 1060, 1] as const];
    const client = await open({ entries, rules, orders, cancels: [[15, 3]] });
    expect(await told(client, 15, -1n)).toBe('limitState > pause at 25');
    expect(await told(client, 15)).toBe('continuous > closingCall at 900');
    expect(await told(client, 20)).toBe('straddle > closingCall at 900');
    expect(await told(client, 25)).toBe('straddle > closingCall at 900');
  });

  it('the clock ends a limit state before its time', async () => {
    const orders = [...trade, [10, 'buy', 1050, 5] as const];
    const early = [entries[0]!, { s: 20, state: 'closingCall', bands: 0 }];
    const client = await open({ entries: early, rules, orders });
    expect(await told(client, 10)).toBe('limitState > closingCall at 20');
    expect(await told(client, 20)).toBe('closingCall');
    expect(await told(client, 30)).toBe('closingCall');
  });

  it('a supervisor’s pause has no end of its own', async () => {
    const client = await open({ entries, rules, orders: trade });
    await frameAt(client, ns(30));
    const command = { op: 'session', state: 'pause', source: 'intervention' } as const;
    await client.call({ type: 'act', commands: [command] });
    expect(await told(client, 31)).toBe('pause > closingCall at 900');
    expect(await told(client, 400)).toBe('pause > closingCall at 900');
  });

  it('a halt of the market over a pause of the bands: the earlier end of the two is told, and comes', async () => {
    const orders = [...trade, [10, 'buy', 1050, 5] as const];
    const breaker = { levelBasisPoints: [700], halt: '10m', before: '23:00:00', closingBasisPoints: 2000 };
    const client = await open({ entries, rules: { bands, breaker }, orders, index: [[100, 930]] });
    expect(await told(client, 100, -1n)).toBe('pause > continuous at 325');
    expect(await told(client, 100)).toBe('pause > continuous at 700');
    expect(await told(client, 325)).toBe('pause > continuous at 700');
    expect(await told(client, 700)).toBe('continuous > closingCall at 900');
  });
});

it('batches tell each next auction', async () => {
  const entries = [
    { s: 0, state: 'batch' },
    { s: 10, state: 'closed' },
  ];
  const client = await open({ entries, rules: { batch: '300ms' } });
  expect(await told(client, 0)).toBe('batch > batch at 0.3');
  expect(await told(client, 0.3, -1n)).toBe('batch > batch at 0.3');
  expect(await told(client, 0.3)).toBe('batch > batch at 0.6');
  expect(await told(client, 9.9)).toBe('batch > closed at 10');
  expect(await told(client, 10)).toBe('closed');
});

describe('a halt of the whole market', () => {
  const breaker = { levelBasisPoints: [700], halt: '10m', before: '23:00:00', closingBasisPoints: 2000 };
  const entries: readonly Entry[] = [
    { s: 0, state: 'continuous' },
    { s: 650, state: 'closingCall' },
    { s: 660, state: 'postClose' },
  ];

  it('that the index ends for the day is told as what it was until then, and nothing trades', async () => {
    const orders: readonly Line[] = [
      [110, 'buy', 1000, 5],
      [111, 'sell', 1000, 5],
    ];
    const index = [[100, 930] as const, [300, 800] as const];
    const client = await open({ entries, rules: { breaker }, orders, index });
    expect(await told(client, 100, -1n)).toBe('continuous > closingCall at 650');
    // The change of 650 s falls into the halt: what it and the next begin is what the halt ends with.
    expect(await told(client, 299)).toBe('pause > postClose at 700');
    expect(await told(client, 300)).toBe('closed');
    const log = await client.call({ type: 'log', limit: 64 });
    expect(log.filter(({ kind }) => kind === 'fill')).toEqual([]);
  });

  it('ends when it was to end though a supervisor changed the state meanwhile', async () => {
    const client = await open({ entries: entries.slice(0, 1), rules: { breaker }, index: [[100, 930]] });
    await frameAt(client, ns(200));
    const command = { op: 'session', state: 'halted', source: 'intervention' } as const;
    await client.call({ type: 'act', commands: [command] });
    expect(await told(client, 201)).toBe('halted > continuous at 700');
    expect(await told(client, 700)).toBe('continuous');
  });
});

describe('curves of a book with more limits than a picture shows', () => {
  const most = 96;
  const call: readonly Entry[] = [{ s: 0, state: 'openingCall' }];
  const stepsOf = async (
    orders: readonly Line[],
  ): Promise<{ prices: number[]; limits: number; price: number | null }> => {
    const frame = await frameAt(await open({ entries: call, orders }), ns(60));
    const { steps, limitCount, priceUnits } = frame.venue!.auction!;
    for (const { priceUnits: at, demandLots, supplyLots } of steps) {
      const sum = (side: string, meets: (price: number) => boolean): number =>
        orders.reduce((all, [, own, price, lots]) => all + (own === side && meets(price) ? lots : 0), 0);
      expect(demandLots).toBe(BigInt(sum('buy', (price) => price >= Number(at))));
      expect(supplyLots).toBe(BigInt(sum('sell', (price) => price <= Number(at))));
    }
    const prices = steps.map((step) => Number(step.priceUnits));
    return { prices, limits: limitCount, price: priceUnits === null ? null : Number(priceUnits) };
  };
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const at = (side: 'buy' | 'sell', prices: readonly number[], lots = 1): Line[] =>
    prices.map((price, index) => [1 + index / 1000, side, price, lots]);

  it('are whole up to 96 limits, and 96 around the price beyond', async () => {
    const few = [...at('buy', range(1000, 1050)), ...at('sell', range(1050, 1095))];
    expect((await stepsOf(few)).prices).toEqual(range(1000, 1095));
    const one = await stepsOf([...few, [2, 'sell', 1096, 1]]);
    expect([one.prices.length, one.limits]).toEqual([most, 97]);
    const many = await stepsOf([...at('buy', range(1000, 1100)), ...at('sell', range(1100, 1200))]);
    expect(many).toMatchObject({ price: 1100, limits: 201 });
    // Forty-eight limits below the price, the price, and forty-seven above.
    expect(many.prices).toEqual(range(1100 - 48, 1100 + 47));
  });

  it('begin at the lowest limit, or end at the highest, where the price is near an end', async () => {
    const low = await stepsOf([[0.5, 'buy', 1000, 9], ...at('sell', range(1000, 1149))]);
    expect(low.price).toBe(1000);
    expect(low.prices).toEqual(range(1000, 1095));
    const high = await stepsOf([[0.5, 'sell', 1149, 9], ...at('buy', range(1000, 1149))]);
    expect(high.price).toBe(1149);
    expect(high.prices).toEqual(range(1054, 1149));
  });

  it('are around where supply passes demand when nothing would trade', async () => {
    const none = await stepsOf([...at('buy', range(1000, 1074)), ...at('sell', range(1075, 1149))]);
    expect(none).toMatchObject({ price: null, limits: 150 });
    expect(none.prices).toEqual(range(1075 - 48, 1075 + 47));
    const bids = await stepsOf(at('buy', range(1000, 1149)));
    expect(bids.prices).toEqual(range(1054, 1149));
  });
});

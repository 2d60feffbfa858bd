/**
 * Questions about money through the messages of the page and through the command line: accounts at a mark, invoices that
 * go back with the playhead; the fees of a preview against those that are charged then.
 */
import { afterEach, expect, it } from 'vitest';
import type { CellClient } from '../../src/worker/client';
import type { CommandJson } from '../../src/worker/desk-protocol';
import { folderForTest, tapedeck } from '../cli/console';
import { coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { clientInProcess } from './in-process';

const clients: CellClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const order = (ts: number, id: number, side: string, price: number, lots: number, account = 0): unknown => ({
  op: 'new',
  ts: String(ts),
  id: String(id),
  side,
  price: String(price),
  lots,
  ...(account === 0 ? {} : { account }),
});
const manifest = {
  version: 1,
  instruments: [{ symbol: 'ACME', venue: 'NORTH' }],
  accounts: [{ id: 1, cash: '1000000' }],
  venues: [
    {
      name: 'NORTH',
      account: 90,
      fees: [
        { name: 'take', role: 'taker', basisPoints: '10' },
        { name: 'levy', account: 91, side: 'sell', perLot: '0.5' },
      ],
    },
  ],
  commands: [
    order(1, 1, 'sell', 1000, 10),
    order(2, 2, 'buy', 1000, 10, 1),
    order(3, 3, 'buy', 1040, 4),
    order(4, 4, 'sell', 1040, 4, 1),
    order(5, 5, 'buy', 1020, 4),
    order(5, 6, 'sell', 1030, 4),
  ],
};

async function open(opened: unknown = manifest): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  await client.call({ type: 'open', core: coreBytes, manifest: opened, tape: null, humanLog: [] });
  return client;
}

const lines = [
  {
    account: 1,
    instrument: 0,
    symbol: 'ACME',
    venue: 'NORTH',
    line: 'take',
    kind: 'fee',
    collector: 90,
    count: 2,
    amount: 14n,
  },
  {
    account: 1,
    instrument: 0,
    symbol: 'ACME',
    venue: 'NORTH',
    line: 'levy',
    kind: 'levy',
    collector: 91,
    count: 1,
    amount: 2n,
  },
];

it('the page sees accounts at the mark it chose, and invoices up to the playhead', async () => {
  const client = await open();
  await client.call({ type: 'seek', ns: 5n });
  const ask = async (mark: 'last' | 'mid' | 'close') => {
    const answer = await client.call({ type: 'money', question: { what: 'accounts', mark } });
    return answer.what === 'accounts' ? answer.accounts : [];
  };
  // 10 bought at 1000, 4 sold at 1040: 6 left that cost 6000. Fees: 10 + 4.16 → 4 for taking, 2 for the levy.
  const [mine, venue, levy] = await ask('last');
  expect(mine).toMatchObject({
    account: 1,
    initial: 1_000_000n,
    available: 994_144n,
    locked: 0n,
    spent: 10_000n,
    received: 4_160n,
    fees: 16n,
    entries: 0n,
  });
  expect(mine?.holdings).toMatchObject([{ position: 6n, cost: 6000n, realised: 160n, unrealised: 240n }]);
  expect([venue?.fees, levy?.fees]).toEqual([-14n, -2n]);
  expect((await ask('mid'))[0]?.holdings[0]?.unrealised).toBe(6n * 1025n - 6000n);
  expect((await ask('close'))[0]?.holdings[0]?.unrealised).toBe(6n * 1020n - 6000n);

  const invoice = await client.call({ type: 'money', question: { what: 'invoice', account: null } });
  const books = [
    { account: 1, fees: 16n, entries: 0n },
    { account: 90, fees: -14n, entries: 0n },
    { account: 91, fees: -2n, entries: 0n },
    { account: 0, fees: 0n, entries: 0n },
  ];
  expect(invoice).toEqual({ what: 'invoice', isReported: true, lines, books });
  await client.call({ type: 'seek', ns: 2n });
  const earlier = await client.call({ type: 'money', question: { what: 'invoice', account: 1 } });
  expect(earlier).toMatchObject({ lines: [{ line: 'take', count: 1, amount: 10n }] });
});

it('the fees of a preview are those that the order is charged', async () => {
  const random = makeRandom(7);
  const crowd = Array.from({ length: 60 }, (_, index) => {
    const price = 1_000 + random(11) * 10;
    return order(index + 1, index + 1, random(2) === 0 ? 'buy' : 'sell', price, 1 + random(12));
  });
  const fees = [
    {
      name: 'take',
      role: 'taker',
      basisPoints: '33',
      tiers: [{ from: '30', basisPoints: '11', perLot: '0.4' }],
    },
    { name: 'add', role: 'maker', perLot: '-0.2' },
    { name: 'ticket', perFill: '2' },
    { name: 'levy', account: 91, side: 'sell', basisPoints: '27.8', rounding: 'up' },
    { name: 'commission', perLot: '0.7', minimum: '5', maximum: '9' },
  ];
  const venues = [{ name: 'NORTH', account: 90, fees }];
  const span = { startNs: '0', endNs: '1000' };
  const client = await open({ ...manifest, venues, ...span, commands: crowd });
  const paid = async (): Promise<bigint> => {
    const answer = await client.call({ type: 'money', question: { what: 'invoice', account: 1 } });
    if (answer.what !== 'invoice') throw new Error('another answer');
    return answer.lines.reduce((sum, { amount }) => sum + amount, 0n);
  };
  let costly = 0;
  for (let at = 10; at < 60; at += 2) {
    await client.call({ type: 'seek', ns: BigInt(at) });
    const price = String(1_000 + random(11) * 10);
    const type = random(3) === 0 ? { type: 'market', tif: 'IOC' } : { price };
    const side = random(2) === 0 ? 'buy' : 'sell';
    const id = String(9_000_000_000_000_000_001n + BigInt(at));
    const command = { op: 'new', id, side, lots: 1 + random(15), account: 1, ...type };
    const { feesMoney } = await client.call({
      type: 'preview',
      account: 1,
      cash: null,
      commands: [command as CommandJson],
    });
    const before = await paid();
    await client.call({ type: 'act', commands: [command as CommandJson] });
    expect((await paid()) - before, `at ${at}`).toBe(feesMoney);
    if (feesMoney !== 0n) costly += 1;
  }
  expect(costly).toBeGreaterThan(10);
});

it('an invoice lists penalties and scheduled cash, and adds up to what the records of all accounts say', async () => {
  const client = clientInProcess();
  clients.push(client);
  const [venue] = manifest.venues;
  const run = {
    ...manifest,
    accounts: [...manifest.accounts, { id: 2, cash: '50000' }],
    venues: [{ ...venue, messages: { limit: 1, windowNs: '10', penalty: '7' } }],
    commands: [
      ...manifest.commands,
      order(6, 7, 'buy', 900, 1, 2),
      order(7, 8, 'buy', 900, 1, 2),
      { op: 'funding', ts: '20', instrument: 0, rate: '100', mark: '1000', to: 2 },
      { op: 'interest', ts: '21', rate: '3600', days: 1 },
    ],
  };
  await client.call({ type: 'open', core: coreBytes, manifest: run, tape: null, humanLog: [] });
  await client.call({ type: 'seek', ns: 30n });
  const answer = await client.call({ type: 'money', question: { what: 'invoice', account: null } });
  if (answer.what !== 'invoice') throw new Error('an invoice was asked for');
  const { lines: told, books } = answer;
  const short = told.map(({ account, line, kind, collector, amount }) => [
    account,
    line,
    kind,
    collector,
    amount,
  ]);
  // 6 lots held at a mark of 1000 pay 1 % to account 2; interest is 36 % × 1/360 of cash, to the unit.
  expect(short).toEqual(
    expect.arrayContaining([
      [1, 'penalty', 'penalty', 90, 7n],
      [2, 'penalty', 'penalty', 90, 7n],
      [1, 'funding', 'entry', 2, 60n],
      [2, 'interest', 'entry', 0, -50n],
    ]),
  );
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
  expect(sum(books.map(({ fees }) => fees))).toBe(0n);
  expect(sum(books.map(({ entries }) => entries))).toBe(0n);
  for (const { account, fees, entries } of books) {
    const paid = sum(told.filter((line) => line.account === account).map(({ amount }) => amount));
    const received = sum(told.filter(({ collector }) => collector === account).map(({ amount }) => amount));
    expect([account, paid - received]).toEqual([account, fees - entries]);
  }
});

it('what is no question about money is refused', async () => {
  const client = await open();
  for (const question of [{ what: 'preview' }, { what: 'accounts', mark: 'middle' }, { what: 'riches' }]) {
    const asked = client.call({ type: 'money', question: question as never });
    await expect(asked).rejects.toMatchObject({ code: 'E-CELL-16' });
  }
});

it('the page sees the touch over all venues of an instrument', async () => {
  const client = clientInProcess();
  clients.push(client);
  const [own] = manifest.instruments;
  const run = {
    ...manifest,
    instruments: [own, { ...own, venue: 'SOUTH' }],
    venues: [...manifest.venues, { name: 'SOUTH', account: 80 }],
    routing: { protect: true },
    commands: [order(1, 1, 'sell', 1000, 10), { ...(order(2, 2, 'sell', 990, 4) as object), instrument: 1 }],
  };
  await client.call({ type: 'open', core: coreBytes, manifest: run, tape: null, humanLog: [] });
  await client.call({ type: 'seek', ns: 2n });
  const answer = await client.call({ type: 'money', question: { what: 'touch', instrument: 0 } });
  const ask = { price: 990n, lots: 4n, instruments: [1] };
  expect(answer).toEqual({ what: 'touch', isWhole: true, bid: null, ask, tradeThroughCount: 0 });
});

it('the command line prints the same invoice', async () => {
  const folder = folderForTest();
  const path = folder.put('run.json', JSON.stringify(manifest));
  const table = await tapedeck(['invoice', path]);
  expect(table).toMatchObject({ code: 0, err: '' });
  expect(table.out.split('\n')[1]).toMatch(/^1\s+ACME\s+NORTH\s+take\s+90\s+2\s+14$/);
  expect(table.out.split('\n')[3]).toMatch(/^total\s+16$/);
  const json = await tapedeck(['invoice', path, '--json', '--account', '1']);
  expect(json.out).toBe(
    lines.map((line) => `${JSON.stringify({ ...line, amount: String(line.amount) })}\n`).join(''),
  );
  const silent = folder.put('silent.json', JSON.stringify({ ...manifest, reports: ['fill'] }));
  expect(await tapedeck(['invoice', silent])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^E-RUN-20/),
  });
});

/**
 * Questions about money through the messages of the page and through the command line: accounts at a mark, invoices that
 * go back with the playhead, previews.
 */
import { afterEach, expect, it } from 'vitest';
import type { CellClient } from '../../src/worker/client';
import { folderForTest, tapedeck } from '../cli/console';
import { coreBytes } from '../sim/core-module';
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

async function open(): Promise<CellClient> {
  const client = clientInProcess();
  clients.push(client);
  await client.call({ type: 'open', core: coreBytes, manifest, tape: null, humanLog: [] });
  return client;
}

const lines = [
  {
    account: 1,
    instrument: 0,
    symbol: 'ACME',
    venue: 'NORTH',
    line: 'take',
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
  expect(invoice).toEqual({ what: 'invoice', isReported: true, lines });
  await client.call({ type: 'seek', ns: 2n });
  const earlier = await client.call({ type: 'money', question: { what: 'invoice', account: 1 } });
  expect(earlier).toMatchObject({ lines: [{ line: 'take', count: 1, amount: 10n }] });
});

it('the page asks what an order would cost, and what is no such question is refused', async () => {
  const client = await open();
  await client.call({ type: 'seek', ns: 5n });
  const command = { op: 'new', ts: '6', id: '9', side: 'buy', price: '1030', lots: 5, account: 1 };
  const answer = await client.call({ type: 'money', question: { what: 'preview', command } });
  expect(answer).toMatchObject({ preview: { filledLots: 4, restLots: 1, worstUnits: 1030n, feeUnits: 4n } });
  const cancel = { op: 'cancel', ts: '6', id: '9' };
  for (const question of [
    { what: 'preview', command: cancel },
    { what: 'accounts', mark: 'middle' },
    { what: 'riches' },
  ]) {
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

/**
 * An order of a person in a market of two venues: its parts go where displayed prices are better, each is told with its venue
 * and joins the one life of the order, and nothing trades through a better price.
 */
import { expect, it } from 'vitest';
import { scenarioManifest, scenarios } from '../../src/scenario/library';
import { firstPersonId } from '../../src/scenario/person';
import type { OrderLife } from '../../src/worker/desk-protocol';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from './in-process';

const start = 1_767_623_400_000_000_000n;

it('the parts of an order are one life, and each says where it went', async () => {
  const client = clientInProcess();
  const manifest = scenarioManifest(scenarios.find(({ name }) => name === 'fee-war')!);
  await client.call({ type: 'open', core: coreBytes, manifest, tape: null, humanLog: [] });
  const lives: OrderLife[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    await client.call({ type: 'seek', ns: start + BigInt(100 + turn * 9) * 1_000_000_000n });
    const id = (firstPersonId + BigInt(turn)).toString();
    const side = turn % 4 < 2 ? 'buy' : 'sell';
    const order = {
      op: 'new',
      id,
      side,
      type: 'market',
      lots: 2500,
      account: 1,
      instrument: turn % 2,
    } as const;
    await client.call({ type: 'act', commands: [order] });
    const { orders } = await client.call({ type: 'desk', account: 1, mark: 'mid', have: null });
    lives.push(orders![0]!);
  }
  const routed = lives.filter(({ steps }) => steps.some(({ kind }) => kind === 'routed'));
  expect(routed.length).toBeGreaterThan(3);
  for (const life of lives) {
    const fills = life.steps.filter(({ kind }) => kind === 'fill');
    expect(life.status).toBe('filled');
    expect(fills.reduce((sum, { lots }) => sum + lots, 0)).toBe(2500);
    expect(life.leaves).toBe(0);
    // Lots that were sent on were filled there, and by nobody else.
    const sentOn = life.steps.filter(({ kind }) => kind === 'routed');
    const elsewhere = fills.filter(({ venue }) => venue !== null);
    const lotsOf = (steps: typeof fills): number => steps.reduce((sum, { lots }) => sum + lots, 0);
    expect(lotsOf(elsewhere)).toBe(lotsOf(sentOn));
    for (const { otherId } of sentOn) expect((BigInt(otherId!) - BigInt(life.id)) % 2n ** 40n).toBe(0n);
  }
  const answer = await client.call({ type: 'money', question: { what: 'touch', instrument: 0 } });
  expect(answer).toMatchObject({ what: 'touch', tradeThroughCount: 0 });
  const { digest, nowNs } = await client.call({ type: 'frame', since: null });
  await client.call({ type: 'seek', ns: start });
  await client.call({ type: 'seek', ns: nowNs });
  expect((await client.call({ type: 'frame', since: null })).digest).toBe(digest);
  const again = await client.call({ type: 'desk', account: 1, mark: 'mid', have: null });
  expect([...again.orders!].reverse()).toEqual(lives);
  client.close();
});

/**
 * F5: random, doubled, reordered, stale and meaningless messages. Whatever comes, every call that can be read is
 * answered exactly once, no error is the cell’s own, and afterwards it still plays the run it is asked for.
 */
import { describe, expect, it } from 'vitest';
import type { FromCell, Request } from '../../src/worker/protocol';
import { coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { cellInProcess } from './in-process';

const manifest = {
  version: 1,
  instruments: [{ symbol: 'ACME' }],
  commands: Array.from({ length: 300 }, (_, i) => ({
    op: 'new',
    ts: String(1000 + i * 7),
    id: String(i + 1),
    side: i % 2 === 0 ? 'buy' : 'sell',
    price: String(i % 2 === 0 ? 100 - (i % 7) : 99 + (i % 5)),
    lots: 10 + i,
  })),
};

const open: Request = { type: 'open', core: coreBytes, manifest, tape: null, humanLog: [] };

function randomRequest(random: (below: number) => number): unknown {
  const choices: (() => unknown)[] = [
    () => ({ type: 'hello', protocol: random(3) }),
    () =>
      random(4) === 0
        ? open
        : {
            type: 'frame',
            since: { epoch: random(3), trade: random(500), touch: random(500), session: random(9) },
          },
    () => ({ type: 'play' }),
    () => ({ type: 'pause' }),
    () => ({ type: 'speed', speed: [0.1, 1, 1000, 'max', 0, -1, Number.NaN, 'x', null][random(9)] }),
    () => ({ type: 'seek', ns: BigInt(random(5000)) - 500n }),
    () => ({ type: 'step', kind: ['event', 'trade', 'bar'][random(3)], direction: [1, -1, 0][random(3)] }),
    () => ({
      type: 'submit',
      command: {
        op: ['new', 'cancel', 'explode'][random(3)],
        id: String(random(400)),
        side: 'buy',
        price: '100',
        lots: random(20),
      },
    }),
    () => ({ type: 'view', instrument: random(3), levels: [5, 0, -1, 1e9, Number.NaN][random(5)] }),
    () => ({ type: 'timeline', buckets: [0, 10, -5, 1e12][random(4)] }),
    () => ({ type: 'result', scope: ['now', 'whole', 'all'][random(3)] }),
    () => ({ type: 'double' }),
    () => ({ type: 'humanLog' }),
    () => (random(3) === 0 ? { type: 'close' } : { type: 'frame', since: null }),
    () => [null, 7, 'play', [], { type: '__proto__' }, { type: 'constructor' }, {}][random(7)],
  ];
  return choices[random(choices.length)]!();
}

async function answersTo(sent: readonly FromCell[], ids: ReadonlySet<number>): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (;;) {
    counts.clear();
    for (const message of sent) {
      if (message.kind !== 'result' && message.kind !== 'error') continue;
      counts.set(message.id, (counts.get(message.id) ?? 0) + 1);
    }
    if ([...ids].every((id) => counts.has(id))) return counts;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const resultOf = (sent: readonly FromCell[], id: number): unknown =>
  sent.find((message) => message.kind === 'result' && message.id === id);

async function storm(seed: number): Promise<readonly FromCell[]> {
  const random = makeRandom(seed);
  const { inject, sent, port } = cellInProcess();
  const ids = new Set<number>();
  const history: unknown[] = [];
  inject({ kind: 'call', id: 1, request: open });
  ids.add(1);
  for (let i = 0; i < 150; i += 1) {
    const id = 2 + i + random(3);
    const fresh = {
      kind: ['call', 'call', 'call', 'cancel', 'ping'][random(5)],
      id,
      nonce: i,
      request: randomRequest(random),
    };
    const message = random(6) === 0 && history.length > 0 ? history[random(history.length)] : fresh;
    history.push(message);
    if ((message as { kind: string }).kind === 'call') ids.add((message as { id: number }).id);
    inject(message);
    if (random(4) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const junk of [undefined, null, 5, 'x', [], {}, { kind: 'call' }, { kind: 'call', id: -1 }, { id: 3 }])
    inject(junk);
  const counts = await answersTo(sent, ids);
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
  expect(new Set(counts.keys())).toEqual(ids);

  inject({ kind: 'call', id: 100_000, request: open });
  inject({ kind: 'call', id: 7, request: { type: 'close' } });
  await answersTo(sent, new Set([100_000]));
  inject({ kind: 'call', id: 100_001, request: { type: 'result', scope: 'whole' } });
  await answersTo(sent, new Set([100_001]));
  port.terminate();
  return sent;
}

describe('disorder', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'seed %d: one answer a call, no inner error, and the run is unharmed',
    async (seed) => {
      const sent = await storm(seed);
      const inner = sent.filter((message) => message.kind === 'error' && message.error.code === 'E-CELL-00');
      expect(inner).toEqual([]);
      const quiet = cellInProcess();
      quiet.inject({ kind: 'call', id: 1, request: open });
      await answersTo(quiet.sent, new Set([1]));
      quiet.inject({ kind: 'call', id: 100_001, request: { type: 'result', scope: 'whole' } });
      await answersTo(quiet.sent, new Set([100_001]));
      quiet.port.terminate();
      expect(resultOf(sent, 100_001)).toEqual(resultOf(quiet.sent, 100_001));
    },
  );
});

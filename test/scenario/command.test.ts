/** Commands as JSON: exact both ways, and refused with the path of what is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandFlag, CommandKind, Rank, Side, Tif } from '../../src/layout/layout.gen';
import { commandToJson, parseCommand, parseCommandLog } from '../../src/scenario';
import { anyCommand } from './arbitrary';

const order = { op: 'new', ts: '5', id: '18446744073709551615', side: 'sell', price: '-3', lots: 4294967295 };

describe('parseCommand', () => {
  it('fills defaults in', () => {
    expect(parseCommand(order, 'line 1')).toEqual({
      tsNs: 5n,
      orderId: 2n ** 64n - 1n,
      priceUnits: -3n,
      lots: 2 ** 32 - 1,
      kind: CommandKind.new,
      side: Side.sell,
      tif: Tif.GTC,
      flags: 0,
      instrument: 0,
      rank: Rank.person,
      displayShift: 0,
      account: 0,
    });
  });

  it('takes safe integers for 64-bit fields and flags for types', () => {
    const command = parseCommand(
      {
        op: 'new',
        ts: 9007199254740991,
        id: 7,
        side: 'buy',
        type: 'market',
        lots: 1,
        tif: 'FOK',
        postOnly: true,
        source: 'agent',
      },
      'x',
    );
    expect(command).toMatchObject({
      tsNs: 2n ** 53n - 1n,
      orderId: 7n,
      priceUnits: 0n,
      tif: Tif.FOK,
      rank: Rank.agent,
    });
    expect(command.flags).toBe(CommandFlag.market | CommandFlag.postOnly);
  });

  it.each([
    [{ ...order, extra: 1 }, 'line 3.extra', 'E-SCENARIO-02'],
    [{ op: 'news', ts: 1 }, 'line 3.text', 'E-SCENARIO-01'],
    [{ op: 'news', ts: 1, text: '  ' }, 'line 3.text', 'E-SCENARIO-05'],
    [{ op: 'news', ts: 1, text: 'x'.repeat(201) }, 'line 3.text', 'E-SCENARIO-05'],
    [{ op: 'agentChange', ts: 1, limits: 1001 }, 'line 3.limits', 'E-SCENARIO-05'],
    [{ op: 'agentChange', ts: 1, lean: 0.0005 }, 'line 3.lean', 'E-SCENARIO-05'],
    [{ op: 'agentChange', ts: 1, source: 'person' }, 'line 3.source', 'E-SCENARIO-02'],
    [{ op: 'cancel', ts: 1, id: 1, lots: 1 }, 'line 3.lots', 'E-SCENARIO-02'],
    [{ op: 'reduce', ts: 1, id: 1 }, 'line 3.lots', 'E-SCENARIO-04'],
    [{ ...order, price: undefined }, 'line 3.price', 'E-SCENARIO-04'],
    [{ ...order, op: 'buy' }, 'line 3.op', 'E-SCENARIO-01'],
    [{ ...order, id: '18446744073709551616' }, 'line 3.id', 'E-SCENARIO-05'],
    [{ ...order, ts: '-1' }, 'line 3.ts', 'E-SCENARIO-05'],
    [{ ...order, id: '-1' }, 'line 3.id', 'E-SCENARIO-05'],
    [{ ...order, id: '07' }, 'line 3.id', 'E-SCENARIO-01'],
    [{ ...order, price: 1.5 }, 'line 3.price', 'E-SCENARIO-01'],
    [{ ...order, price: 2 ** 53 }, 'line 3.price', 'E-SCENARIO-01'],
    [{ ...order, price: '9223372036854775808' }, 'line 3.price', 'E-SCENARIO-05'],
    [{ ...order, lots: 2 ** 32 }, 'line 3.lots', 'E-SCENARIO-05'],
    [{ ...order, lots: '4' }, 'line 3.lots', 'E-SCENARIO-01'],
    [{ ...order, type: 'market' }, 'line 3.price', 'E-SCENARIO-01'],
    [{ ...order, displayShift: 32 }, 'line 3.displayShift', 'E-SCENARIO-05'],
    [{ ...order, source: 'tape' }, 'line 3.source', 'E-SCENARIO-01'],
    [JSON.parse('{"op":"cancel","ts":1,"id":1,"__proto__":{}}'), 'line 3.__proto__', 'E-SCENARIO-03'],
    [[order], 'line 3', 'E-SCENARIO-01'],
    [null, 'line 3', 'E-SCENARIO-01'],
  ])('refuses %j at %s', (json, path, code) => {
    expect(() => parseCommand(json, 'line 3')).toThrow(expect.objectContaining({ code, details: { path } }));
  });

  it('reads back what it writes, short and full', () => {
    fc.assert(
      fc.property(anyCommand, fc.constantFrom('short' as const, 'full' as const), (command, form) => {
        const json: unknown = JSON.parse(JSON.stringify(commandToJson(command, form)));
        expect(parseCommand(json, 'x')).toEqual(command);
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseCommandLog', () => {
  it('keeps the order of equal times and refuses time that goes back', () => {
    const at = (ts: number, id: number): unknown => ({ op: 'cancel', ts, id });
    expect(parseCommandLog([at(1, 2), at(1, 1)], 'log', 10).map((c) => c.orderId)).toEqual([2n, 1n]);
    expect(() => parseCommandLog([at(2, 1), at(1, 1)], 'log', 10)).toThrow(/log\[1\]\.ts: time goes back/);
    expect(() => parseCommandLog([at(2, 1), at(2, 1)], 'log', 1)).toThrow(/at most 1/);
  });
});

/**
 * Shocks that overlap, against a plain rule: at every moment the newest shock that is under way says at what rates agents act,
 * and where none is, the plan does.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCommand, type CommandInput } from '../../src/scenario/command';
import { asPlanned, besideOthers, shockCommands, type Rates, type Shock } from '../../src/scenario/shocks';
import { check } from '../property/check';

const second = 1_000_000_000n;

interface Sent {
  readonly atSecond: number;
  readonly shock: Extract<Shock, { kind: 'rates' }>;
}

const commandsOf = (shock: Shock, atSecond: number, log: readonly CommandInput[]): CommandInput[] =>
  shockCommands(shock, 0, log).map(({ afterNs, ...fields }) =>
    parseCommand({ ...fields, ts: String(BigInt(atSecond) * second + BigInt(String(afterNs))) }, 'shock'),
  );

/** Each is sent when those before it are known, as a person does. */
function logOf(sent: readonly Sent[], plan: readonly CommandInput[]): CommandInput[] {
  const log: CommandInput[] = [];
  for (const { atSecond, shock } of sent) {
    const commands = commandsOf(shock, atSecond, log);
    log.push(...besideOthers(commands, [...plan, ...log]));
  }
  return log;
}

const changeOf = ({ limits, markets, cancels, lean }: Rates, atSecond: number): CommandInput =>
  parseCommand(
    { op: 'agentChange', ts: String(BigInt(atSecond) * second), limits, markets, cancels, lean },
    'plan',
  );

/** The last change up to a moment; of one moment the one that came last. */
function heldAt(commands: readonly CommandInput[], tsNs: bigint): CommandInput {
  let held = changeOf(asPlanned, 0);
  for (const command of commands) if (command.tsNs <= tsNs && command.tsNs >= held.tsNs) held = command;
  return held;
}

const nsOf = (seconds: number): bigint => BigInt(seconds * 2) * (second / 2n);
const wordsOf = ({ priceUnits, lots }: CommandInput): string => `${priceUnits} ${lots}`;

const ratesArbitrary = fc.record({
  limits: fc.constantFrom(0, 0.25, 2, 3),
  markets: fc.constantFrom(0.5, 1, 4),
  cancels: fc.constantFrom(0, 1, 5),
  lean: fc.constantFrom(-0.4, 0.4),
});
const sentArbitrary = fc
  .array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 40 }), ratesArbitrary), {
    minLength: 2,
    maxLength: 5,
  })
  .map((all) =>
    all
      .sort(([first], [next]) => first - next)
      .map(([atSecond, seconds, rates]): Sent => ({ atSecond, shock: { kind: 'rates', seconds, ...rates } })),
  );

it('the newest shock holds until its end, then what holds without it', () => {
  const planArbitrary = fc.array(fc.tuple(fc.nat(90), ratesArbitrary), { maxLength: 2 });
  const property = fc.property(sentArbitrary, planArbitrary, (sent, planned) => {
    const plan = planned
      .sort(([first], [next]) => first - next)
      .map(([atSecond, rates]) => changeOf(rates, atSecond));
    const log = [...plan, ...logOf(sent, plan)];
    expect(new Set(log.slice(plan.length).map(({ orderId }) => orderId)).size).toBe(log.length - plan.length);
    const moments = Array.from({ length: 240 }, (_, half) => half / 2);
    const expected = moments.map((now) => {
      const newest = sent.findLast(
        ({ atSecond, shock }) => atSecond <= now && now < atSecond + shock.seconds,
      )?.shock;
      return wordsOf(newest === undefined ? heldAt(plan, nsOf(now)) : changeOf(newest, 0));
    });
    expect(moments.map((now) => wordsOf(heldAt(log, nsOf(now))))).toEqual(expected);
  });
  check(property, 200);
});

it('a shock without an end holds until rates change again', () => {
  const open: Shock = { kind: 'rates', seconds: 0, limits: 2, markets: 1, cancels: 1, lean: 0 };
  const brief: Shock = { kind: 'drought', seconds: 10 };
  const first = commandsOf(open, 0, []);
  expect(besideOthers(first, [])).toEqual(first);
  const commands = commandsOf(brief, 5, first);
  const log = [...first, ...besideOthers(commands, first)];
  expect(log).toHaveLength(3);
  expect(log.at(-1)).toMatchObject({ priceUnits: first[0]!.priceUnits, tsNs: 15n * second });
});

/**
 * The core against the reference engine on random flows: every report of every command, the book after it, the core's
 * own validation, and the digest at the end. Where a flow asks for it the core goes on in a fresh instance.
 */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { withActions } from './action-flow';
import { check } from './check';
import { driveBoth } from './drive';
import { configArbitrary, flowArbitrary, narrowShape, toCommands, travelShape, wideShape } from './flow';
import type { FlowShape } from './flow';
import { tapeConfigArbitrary, tapeFlowArbitrary } from './tape-flow';

describe('the core and the reference engine agree', () => {
  it.each<[string, FlowShape, number]>([
    ['in a narrow band', narrowShape, 120],
    ['while prices travel through the windows', travelShape, 120],
    ['with several instruments, accounts and self-trade rules', wideShape, 200],
  ])('%s', (_, shape, runs) => {
    const property = fc.property(configArbitrary(shape), flowArbitrary(shape, 100), (config, steps) => {
      const rules = config.instruments[0];
      if (!rules) throw new Error('no instrument');
      driveBoth(config, toCommands(steps, rules));
    });
    check(property, runs);
  });

  it.each<[string, FlowShape]>([
    ['accounts and icebergs', wideShape],
    ['prices far apart', travelShape],
  ])('through splits, dividends and ends of trading, with %s', (_, shape) => {
    const flow = flowArbitrary({ ...shape, accounts: 3 }, 60);
    const property = fc.property(
      configArbitrary({ ...shape, accounts: 3 }),
      flow,
      withActions(shape.instruments),
      (config, steps, weave) => {
        const rules = config.instruments[0];
        if (!rules) throw new Error('no instrument');
        driveBoth(config, weave(toCommands(steps, rules)));
      },
    );
    check(property, 200);
  });

  it.each(['order', 'depth'] as const)('on the rows of %s tapes', (schema) => {
    check(
      fc.property(
        tapeConfigArbitrary,
        tapeFlowArbitrary(schema, 100),
        (config, rows) => void driveBoth(config, rows),
      ),
      100,
    );
  });
});

/** Agents and span of a manifest: what is refused, with which path, and what plays a part in the hash. */
import { describe, expect, it } from 'vitest';
import { TapedeckError } from '../../src/layout/errors';
import { manifestHash, manifestToJson, manifestToShortJson, parseManifest } from '../../src/scenario';

const start = { bid: 9_999, ask: 10_001, bids: [1], asks: [1] };
const agent = { family: 'cst', start };
const run = { version: 1, instruments: [{ symbol: 'A' }], endNs: '1000' };
const withAgent = (more: object): object => ({ ...run, agents: [{ ...agent, ...more }] });

describe('agents', () => {
  it.each([
    [{ ...run, startNs: '1000' }, 'endNs'],
    [{ version: 1, instruments: [{ symbol: 'A' }], startNs: '5' }, 'startNs'],
    [{ version: 1, tape: { hash: '0'.repeat(64) }, endNs: '5' }, 'endNs'],
    [{ version: 1, tape: { hash: '0'.repeat(64) }, agents: [agent] }, 'agents'],
    [{ version: 1, instruments: [{ symbol: 'A' }], agents: [agent] }, 'agents'],
    [{ ...run, agents: {} }, 'agents'],
    [{ ...run, commands: [{ op: 'cancel', ts: 1001, id: 1 }] }, 'commands[0].ts'],
    [{ ...run, agents: [{ family: 'cst' }] }, 'agents[0].start'],
    [withAgent({ family: 'zero' }), 'agents[0].family'],
    [withAgent({ colour: 1 }), 'agents[0].colour'],
    [withAgent({ instrument: 1 }), 'agents[0].instrument'],
    [withAgent({ id: 0 }), 'agents[0].id'],
    [{ ...run, agents: [agent, { ...agent, id: 1 }] }, 'agents[1].id'],
    [withAgent({ endNs: '1001' }), 'agents[0].endNs'],
    [withAgent({ startNs: '9', endNs: '8' }), 'agents[0].startNs'],
    [withAgent({ limits: [] }), 'agents[0].limits'],
    [withAgent({ limits: [1, -1] }), 'agents[0].limits[1]'],
    [withAgent({ limits: [null] }), 'agents[0].limits[0]'],
    [withAgent({ tail: { depth: 1.5 } }), 'agents[0].tail.depth'],
    [withAgent({ market: 10_001 }), 'agents[0].market'],
    [withAgent({ cancels: ['1'] }), 'agents[0].cancels[0]'],
    [withAgent({ sizes: [[0, 1]] }), 'agents[0].sizes[0][0]'],
    [withAgent({ sizes: [[1]] }), 'agents[0].sizes[0][1]'],
    [withAgent({ sizes: [[1, 1, 1]] }), 'agents[0].sizes[0]'],
    [withAgent({ start: { ...start, bid: 10_001 } }), 'agents[0].start.bid'],
    [withAgent({ start: { ...start, bid: 1, bids: [1, 1] } }), 'agents[0].start.bids'],
    [withAgent({ start: { ...start, asks: [-1] } }), 'agents[0].start.asks[0]'],
    [withAgent({ stages: [{ fromNs: '1' }] }), 'agents[0].stages[0].fromNs'],
    [withAgent({ stages: [{ fromNs: '0' }, { fromNs: '0' }] }), 'agents[0].stages[1].fromNs'],
    [withAgent({ stages: [{ lean: 1.1 }] }), 'agents[0].stages[0].lean'],
  ])('refuses %j at %s', (json, path) => {
    const attempt = (): unknown => parseManifest(json);
    expect(attempt).toThrow(TapedeckError);
    expect(attempt).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ path }) as unknown }),
    );
  });

  it('are the paper’s when nothing else is said, and reports then have the touch', () => {
    const manifest = parseManifest(withAgent({}));
    expect(manifest.agents[0]).toMatchObject({
      id: 1,
      startNs: 0n,
      endNs: 1_000n,
      limits: [1.85, 1.51, 1.09, 0.88, 0.77],
      market: 0.94,
      cancels: [0.71, 0.81, 0.68, 0.56, 0.47],
      sizes: [{ lots: 1, weight: 1 }],
    });
    expect(manifest.reports).toContain('touch');
    expect(manifestToShortJson(manifest)['agents']).toEqual([agent]);
  });

  it('change the hash, and so does the span; without both it is what it was', () => {
    const plain = { version: 1, instruments: [{ symbol: 'A' }] };
    const manifests = [plain, run, withAgent({}), withAgent({ market: 1 }), withAgent({ id: 2 })];
    const hashes = manifests.map((json) => manifestHash(parseManifest(json)));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(manifestHash(parseManifest({ ...plain, agents: [] }))).toBe(hashes[0]);
    expect(manifestToJson(parseManifest(plain))).not.toHaveProperty('agents');
    const spelledOut = withAgent({ id: 1, instrument: 0, startNs: '0', stages: [{ fromNs: 0, lean: -0 }] });
    expect(manifestHash(parseManifest(spelledOut))).toBe(hashes[2]);
  });
});

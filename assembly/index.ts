/**
 * The engine's table of contents: every export, and nothing else. The core is pure: it imports nothing but
 * env.abort, keeps all state in linear memory at addresses from `docs/MEMORY_MAP.md`, and never grows memory
 * after `setUp`.
 */
import { LAYOUT_HASH, STATE } from './layout.gen';

/** Set-up: capacities are written to the state record first, then these, in this order. */
export { setUp, addInstrument, keepImpact, openAccount } from './setup';
export { setRules } from './match/rules';
export { addExchange, addFeeLine, joinGroup, listAt } from './venue/fees';
export { addParticipant } from './venue/latency';
export { setCallRules } from './venue/call';
export { addAgent } from './agent/families';
/** Input other than the window: a command at an address, usually the scratch region. */
export { pushCommand } from './queue/wheel';
/** Time. */
export { run } from './run';
/** Identity. */
export { runDigest } from './journal/digest';
export { stateDigest } from './journal/state-digest';
/** Self-check. */
export { validate } from './check/validate';
/** What an order would cost. */
/** Pictures. */
export { sampleDepth, sampleOrder, sampleOrders } from './book/sample';
export { sampleImpact, sampleOwn } from './replay/sample-own';
export { sampleAuction } from './venue/sample-auction';

export function layoutHash(): u32 {
  return LAYOUT_HASH;
}

export function stateAddress(): usize {
  return STATE;
}

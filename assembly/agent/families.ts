/**
 * What the core asks of a family of agents, in one place: prepare its plan, decide at a wake, say when to wake next. A
 * further family is one more file here and one more case in each function.
 */
import { Agent, Command, FAMILY_CST, REJECT_UNKNOWN_ID } from '../layout.gen';
import { bookAt } from '../book/book';
import { rejectCommand } from '../match/order-entry';
import { seedStream } from '../random/stream';
import { S } from '../state';
import { agentAt, pushWake, streamOf } from './agents';
import { decideCst, mostLotsOf, nextWakeCst, prepareCst } from './cst';

/** Factors are thousandths. */
const AS_PLANNED: u32 = 1000;
const FACTOR_BITS: u64 = 0xfffff;

/**
 * Adds an agent whose plan of `planBytes` bytes stands in the scratch region; its first wake is pushed. Returns its index,
 * or u32.MAX_VALUE when there is no room, no such family, no such matched book.
 */
export function addAgent(
  family: u32,
  id: u32,
  instrument: u32,
  startNs: i64,
  endNs: i64,
  seed: u64,
  planBytes: u32,
): u32 {
  const index = S.agentCount;
  if (index >= S.capAgents || S.planBytes + planBytes > S.capPlanBytes) return u32.MAX_VALUE;
  if (family != FAMILY_CST || instrument >= S.instrumentCount || bookAt(instrument).mode != 0)
    return u32.MAX_VALUE;
  const agent = agentAt(index);
  const plan = <usize>S.plansBase + <usize>S.planBytes;
  memory.copy(plan, <usize>S.scratchBase, <usize>planBytes);
  S.planBytes = S.planBytes + planBytes;
  S.agentCount = index + 1;
  seedStream(streamOf(agent), seed, id);
  agent.id = id;
  agent.family = family;
  agent.instrument = instrument;
  agent.startNs = startNs;
  agent.endNs = endNs;
  agent.plan = <u32>plan;
  agent.limitsFactor = AS_PLANNED;
  agent.marketsFactor = AS_PLANNED;
  agent.cancelsFactor = AS_PLANNED;
  agent.orders = S.agentOrdersBase + ((index * S.capAgentOrders) << 4);
  prepareCst(agent);
  pushWake(index, startNs, mostLotsOf(agent), <usize>S.scratchBase);
  return index;
}

/** Turns the due wake at `at` into the agent's command; false when it does nothing. */
export function decide(agent: Agent, at: usize): bool {
  S.nowNs = changetype<Command>(at).tsNs;
  return decideCst(agent, at);
}

/** Pushes the agent's next wake, using the 40 bytes at `at`. */
export function wakeAgain(index: u32, at: usize): void {
  pushWake(index, nextWakeCst(index), mostLotsOf(agentAt(index)), at);
}

function change(agent: Agent, command: Command): void {
  const factors = <u64>command.priceUnits;
  agent.limitsFactor = <u32>(factors & FACTOR_BITS);
  agent.marketsFactor = <u32>((factors >> 20) & FACTOR_BITS);
  agent.cancelsFactor = <u32>((factors >> 40) & FACTOR_BITS);
  agent.leanChange = <i32>command.lots - <i32>AS_PLANNED;
}

/**
 * From now on agents act at other rates. Who has begun draws its next wake anew, which the memory of an exponential time
 * allows at any moment; the wake that it waited for lapses.
 */
export function changeAgents(instrument: u32, command: Command): void {
  const at = <usize>S.draftBase;
  let found: u32 = 0;
  for (let index: u32 = 0; index < S.agentCount; index++) {
    const agent = agentAt(index);
    if (agent.instrument != instrument || (command.account != 0 && agent.id != command.account)) continue;
    found++;
    change(agent, command);
    if (S.nowNs >= agent.startNs && S.faultCode == 0) wakeAgain(index, at);
  }
  if (found == 0) rejectCommand(REJECT_UNKNOWN_ID, instrument, command);
}

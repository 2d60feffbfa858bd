/**
 * The table of agents and their wakes. An agent has at most one pending wake, a command of kind `wake` in the event
 * queue; when it is due, the family turns that very record into the command it wants, or into nothing. Knows no family's
 * rules. Invariant: what an agent asks goes through the same door as everybody's commands.
 */
import {
  Agent,
  AgentOrder,
  CMD_NEW,
  CMD_WAKE,
  Command,
  FAULT_AGENT_ORDER_CAPACITY,
  FLAG_MARKET,
  OrderCold,
  RANK_AGENT,
  SIZE_AGENT,
  SIZE_AGENT_ORDER,
  SIZE_COMMAND,
} from '../layout.gen';
import { coldOf, findNode } from '../book/order-pool';
import { pushCommand } from '../queue/wheel';
import { S, raise } from '../state';

/** A list shorter than this is not worth a look for orders that have left. */
const SHORT_LIST: u32 = 64;
/** `wakeNs` of an agent that never wakes again. */
export const NEVER: i64 = i64.MAX_VALUE;

export function agentAt(index: u32): Agent {
  return changetype<Agent>(<usize>S.agentsBase + <usize>index * SIZE_AGENT);
}

export function streamOf(agent: Agent): usize {
  return changetype<usize>(agent);
}

function orderAt(agent: Agent, place: u32): AgentOrder {
  return changetype<AgentOrder>(<usize>agent.orders + <usize>place * SIZE_AGENT_ORDER);
}

/** Whether the command is the pending wake of an agent, and not something a host pushed that looks like one. */
export function isWake(command: Command): bool {
  if (<u32>command.kind != CMD_WAKE || command.orderId >= <u64>S.agentCount) return false;
  const agent = agentAt(<u32>command.orderId);
  return agent.wakeNs == command.tsNs && agent.id == command.account && <u32>command.rank == RANK_AGENT;
}

/** A wake that an agent no longer waits for: it was changed, and wakes at another time. */
export function isLapsedWake(command: Command): bool {
  if (<u32>command.kind != CMD_WAKE || command.orderId >= <u64>S.agentCount) return false;
  return agentAt(<u32>command.orderId).id == command.account && <u32>command.rank == RANK_AGENT;
}

/**
 * Pushes the agent's next wake, written at `at` first (40 bytes that nobody needs any more). `mostLots` bounds what it
 * may then send, for the room in the journal.
 */
export function pushWake(index: u32, tsNs: i64, mostLots: u32, at: usize): void {
  const agent = agentAt(index);
  agent.wakeNs = NEVER;
  if (tsNs > agent.endNs) return;
  memory.fill(at, 0, SIZE_COMMAND);
  const wake = changetype<Command>(at);
  wake.tsNs = tsNs;
  wake.orderId = <u64>index;
  wake.lots = mostLots;
  wake.kind = <u8>CMD_WAKE;
  wake.rank = <u8>RANK_AGENT;
  wake.instrument = <u16>agent.instrument;
  wake.account = agent.id;
  agent.wakeNs = tsNs;
  pushCommand(at);
}

/** Makes the record at `at`, a wake, the agent's next order. */
export function writeOrder(agent: Agent, at: usize, side: u32, flags: u32, priceUnits: i64, lots: u32): void {
  const command = changetype<Command>(at);
  agent.placedCount = agent.placedCount + 1;
  command.orderId = ((<u64>agent.id) << 32) + agent.placedCount;
  command.priceUnits = priceUnits;
  command.lots = lots;
  command.kind = <u8>CMD_NEW;
  command.side = <u8>side;
  command.flags = <u8>flags;
  command.account = 0;
}

/** Takes those off the list that have left the book; when to do it again follows from what is left, not from capacity. */
function prune(agent: Agent): void {
  let place: u32 = 0;
  while (place < agent.orderCount) {
    if (nodeOfListed(agent, place) == 0) unlist(agent, place);
    else place++;
  }
  agent.pruneCount = agent.orderCount << 1;
}

/** After a command of the agent was applied: an order that rests joins its list. */
export function noteOrder(agent: Agent, command: Command): void {
  if (<u32>command.kind != CMD_NEW || ((<u32>command.flags) & FLAG_MARKET) != 0) return;
  const node = findNode(agent.instrument, command.orderId);
  if (node == 0 || changetype<OrderCold>(coldOf(node)).tsNs != command.tsNs) return;
  if (agent.orderCount >= max<u32>(agent.pruneCount, SHORT_LIST)) prune(agent);
  const place = agent.orderCount;
  if (place == S.capAgentOrders) {
    raise(FAULT_AGENT_ORDER_CAPACITY, S.capAgentOrders, S.eventCount);
    return;
  }
  const order = orderAt(agent, place);
  order.orderId = command.orderId;
  order.tsNs = command.tsNs;
  agent.orderCount = place + 1;
}

/** Node of the listed order at `place` if it still rests and is still the agent's, else 0. */
export function nodeOfListed(agent: Agent, place: u32): usize {
  const order = orderAt(agent, place);
  const node = findNode(agent.instrument, order.orderId);
  return node != 0 && changetype<OrderCold>(coldOf(node)).tsNs == order.tsNs ? node : 0;
}

/** Takes an order off the list; the last one takes its place. */
export function unlist(agent: Agent, place: u32): u64 {
  const last = agent.orderCount - 1;
  const id = orderAt(agent, place).orderId;
  const from = orderAt(agent, last);
  const to = orderAt(agent, place);
  to.orderId = from.orderId;
  to.tsNs = from.tsNs;
  from.orderId = 0;
  from.tsNs = 0;
  agent.orderCount = last;
  return id;
}

/**
 * Order flow of Cont, Stoikov and Talreja (Operations Research 58(3), 2010): limit orders at rate λ(i) at distance i from
 * the opposite best price, market orders at μ, each own order cancelled at θ(i). The rates hang on a book that others
 * trade in too, so candidates come at a bound of the total rate and are kept with probability rate / bound (thinning,
 * Lewis and Shedler 1979). Invariant: between two wakes the bound holds whatever others do, because only the agent
 * itself adds to its list of orders.
 */
import {
  Agent,
  Book,
  CMD_CANCEL,
  Command,
  CstPlan,
  CstSize,
  CstStage,
  FLAG_MARKET,
  OrderCold,
  SIDE_BUY,
  SIDE_SELL,
  SIZE_CST_PLAN,
  SIZE_CST_SIZE,
  SIZE_CST_STAGE,
} from '../layout.gen';
import { bookAt, tickOfNode } from '../book/book';
import { coldOf } from '../book/order-pool';
import { nextBelow, nextExponential, nextUnit } from '../random/stream';
import { NO_ASK, NO_BID, S } from '../state';
import { NEVER, agentAt, nodeOfListed, streamOf, unlist, writeOrder } from './agents';

const NS_A_SECOND: f64 = 1e9;
const THOUSANDTHS: f64 = 1000;

function planOf(agent: Agent): CstPlan {
  return changetype<CstPlan>(<usize>agent.plan);
}

/** The lists behind a plan, in their order. */
function limitsOf(plan: CstPlan): usize {
  return changetype<usize>(plan) + SIZE_CST_PLAN;
}

function cancelsOf(plan: CstPlan): usize {
  return limitsOf(plan) + ((<usize>plan.depth) << 3);
}

function stageAt(plan: CstPlan, stage: u32): CstStage {
  const at = cancelsOf(plan) + ((<usize>plan.cancelCount) << 3);
  return changetype<CstStage>(at + <usize>stage * SIZE_CST_STAGE);
}

function sizeAt(plan: CstPlan, size: u32): CstSize {
  const at = changetype<usize>(stageAt(plan, plan.stageCount));
  return changetype<CstSize>(at + <usize>size * SIZE_CST_SIZE);
}

function startsOf(plan: CstPlan): usize {
  return changetype<usize>(sizeAt(plan, plan.sizeCount));
}

/** k / i^alpha, without Math.pow, which keeps a mutable global. */
function tailRate(plan: CstPlan, distance: u32): f64 {
  return plan.tailK * Math.exp(-plan.tailAlpha * Math.log(<f64>distance));
}

/** Fills in what follows from a plan that the host wrote and checked. */
export function prepareCst(agent: Agent): void {
  const plan = planOf(agent);
  let sum: f64 = 0;
  for (let distance: u32 = 1; distance <= plan.depth; distance++) {
    const at = limitsOf(plan) + ((<usize>(distance - 1)) << 3);
    sum += distance <= plan.limitCount ? load<f64>(at) : tailRate(plan, distance);
    store<f64>(at, sum);
  }
  plan.limitRate = sum;
  for (let place: u32 = 0; place < plan.cancelCount; place++) {
    plan.cancelMost = max<f64>(plan.cancelMost, load<f64>(cancelsOf(plan) + ((<usize>place) << 3)));
  }
  for (let place: u32 = 0; place < plan.sizeCount; place++) {
    const size = sizeAt(plan, place);
    plan.weightTotal = plan.weightTotal + size.weight;
    size.weight = plan.weightTotal;
    plan.mostLots = max<u32>(plan.mostLots, size.lots);
  }
  for (let price: u32 = 0; price < plan.bidCount + plan.askCount; price++) {
    plan.startCount = plan.startCount + load<u32>(startsOf(plan) + ((<usize>price) << 2));
  }
  agent.lastBidTick = plan.startBidTick;
  agent.lastAskTick = plan.startAskTick;
}

export function mostLotsOf(agent: Agent): u32 {
  return planOf(agent).mostLots;
}

/** λ summed over the distances 1 … `distance`. */
function limitsUpTo(plan: CstPlan, distance: u32): f64 {
  return load<f64>(limitsOf(plan) + ((<usize>(distance - 1)) << 3));
}

/** The distance at which the sum of λ passes `rate`. */
function distanceAt(plan: CstPlan, rate: f64): u32 {
  let low: u32 = 1;
  let high = plan.depth;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rate < limitsUpTo(plan, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function cancelRate(plan: CstPlan, distance: i32): f64 {
  const place = min<i32>(max<i32>(distance, 1), <i32>plan.cancelCount) - 1;
  return load<f64>(cancelsOf(plan) + ((<usize>place) << 3));
}

function drawLots(agent: Agent, plan: CstPlan): u32 {
  if (plan.sizeCount == 1) return sizeAt(plan, 0).lots;
  const drawn = nextBelow(streamOf(agent), plan.weightTotal);
  let place: u32 = 0;
  while (sizeAt(plan, place).weight <= drawn) place++;
  return sizeAt(plan, place).lots;
}

/** The best tick opposite to `side`, or what it was when there last was one. */
function opposite(agent: Agent, side: u32): i32 {
  return side == SIDE_BUY ? agent.lastAskTick : agent.lastBidTick;
}

function noteTouch(agent: Agent, book: Book): void {
  if (book.bestBidTick != NO_BID) agent.lastBidTick = book.bestBidTick;
  if (book.bestAskTick != NO_ASK) agent.lastAskTick = book.bestAskTick;
}

/** Factors of the present stage, as somebody may have changed them. */
function limitsNow(agent: Agent, stage: CstStage): f64 {
  return stage.limits * (<f64>agent.limitsFactor / THOUSANDTHS);
}

function marketsNow(agent: Agent, stage: CstStage): f64 {
  return stage.markets * (<f64>agent.marketsFactor / THOUSANDTHS);
}

function cancelsNow(agent: Agent, stage: CstStage): f64 {
  return stage.cancels * (<f64>agent.cancelsFactor / THOUSANDTHS);
}

function leanNow(agent: Agent, stage: CstStage): f64 {
  return min<f64>(max<f64>(stage.lean + <f64>agent.leanChange / THOUSANDTHS, -1.0), 1.0);
}

/** Total rate of candidates, an upper bound of the rate of events until the next wake. */
function boundOf(agent: Agent, plan: CstPlan, stage: CstStage): f64 {
  return (
    2.0 * plan.limitRate * limitsNow(agent, stage) +
    2.0 * plan.marketRate * marketsNow(agent, stage) +
    plan.cancelMost * cancelsNow(agent, stage) * <f64>agent.orderCount
  );
}

/** The next order of the start: bids outwards, then asks outwards. Behind the last one time begins to run. */
function placeStart(agent: Agent, plan: CstPlan, book: Book, at: usize): bool {
  let left = agent.startedCount;
  agent.startedCount = left + 1;
  if (left == plan.startCount) return false;
  let price: u32 = 0;
  while (left >= load<u32>(startsOf(plan) + ((<usize>price) << 2))) {
    left -= load<u32>(startsOf(plan) + ((<usize>price) << 2));
    price++;
  }
  const isBid = price < plan.bidCount;
  const tick = isBid ? plan.startBidTick - <i32>price : plan.startAskTick + <i32>(price - plan.bidCount);
  const side = isBid ? SIDE_BUY : SIDE_SELL;
  writeOrder(agent, at, side, 0, <i64>tick * <i64>book.unitsPerTick, drawLots(agent, plan));
  return true;
}

/** A limit order `distance` from the opposite best price; false when that is no price of the instrument. */
function placeLimit(agent: Agent, plan: CstPlan, book: Book, side: u32, rate: f64, at: usize): bool {
  const distance = <i32>distanceAt(plan, rate);
  const tick = side == SIDE_BUY ? opposite(agent, side) - distance : opposite(agent, side) + distance;
  if (tick < book.minTick || tick > book.maxTick) return false;
  writeOrder(agent, at, side, 0, <i64>tick * <i64>book.unitsPerTick, drawLots(agent, plan));
  return true;
}

function placeMarket(agent: Agent, plan: CstPlan, book: Book, side: u32, at: usize): bool {
  const isEmpty = side == SIDE_BUY ? book.bestAskTick == NO_ASK : book.bestBidTick == NO_BID;
  if (isEmpty) return false;
  writeOrder(agent, at, side, FLAG_MARKET, 0, drawLots(agent, plan));
  return true;
}

/** `rate` within θmax · listed orders names an order and, by what is left, whether it is cancelled. */
function cancelOne(agent: Agent, plan: CstPlan, book: Book, rate: f64, most: f64, at: usize): bool {
  const place = min<u32>(<u32>(rate / most), agent.orderCount - 1);
  const node = nodeOfListed(agent, place);
  if (node == 0) {
    unlist(agent, place);
    return false;
  }
  const side = <u32>changetype<OrderCold>(coldOf(node)).side;
  const distance = abs<i32>(opposite(agent, side) - tickOfNode(book, node, side));
  const share = (rate / most - <f64>place) * plan.cancelMost;
  if (share >= cancelRate(plan, distance)) return false;
  const command = changetype<Command>(at);
  command.orderId = unlist(agent, place);
  command.lots = 0;
  command.kind = <u8>CMD_CANCEL;
  command.account = 0;
  return true;
}

/** Turns the wake at `at` into the agent's command; false when this candidate is no event. */
export function decideCst(agent: Agent, at: usize): bool {
  const plan = planOf(agent);
  const book = bookAt(agent.instrument);
  if (agent.startedCount <= plan.startCount) return placeStart(agent, plan, book, at);
  noteTouch(agent, book);
  if (agent.stage + 1 < plan.stageCount && S.nowNs >= stageAt(plan, agent.stage + 1).fromNs) {
    agent.stage = agent.stage + 1;
    return false;
  }
  const stage = stageAt(plan, agent.stage);
  const lean = leanNow(agent, stage);
  const buying = 1.0 + lean;
  const selling = 1.0 - lean;
  const limitsFactor = limitsNow(agent, stage);
  const limits = plan.limitRate * limitsFactor;
  const markets = plan.marketRate * marketsNow(agent, stage);
  let rate = nextUnit(streamOf(agent)) * boundOf(agent, plan, stage);
  // Each part of the bound in turn; within limits the factor is taken off again to find the distance.
  if (rate < limits * buying)
    return placeLimit(agent, plan, book, SIDE_BUY, rate / (limitsFactor * buying), at);
  rate -= limits * buying;
  if (rate < limits * selling)
    return placeLimit(agent, plan, book, SIDE_SELL, rate / (limitsFactor * selling), at);
  rate -= limits * selling;
  if (rate < markets * buying) return placeMarket(agent, plan, book, SIDE_BUY, at);
  rate -= markets * buying;
  if (rate < markets * selling) return placeMarket(agent, plan, book, SIDE_SELL, at);
  rate -= markets * selling;
  const most = plan.cancelMost * cancelsNow(agent, stage);
  return agent.orderCount > 0 && most > 0 && cancelOne(agent, plan, book, max<f64>(rate, 0.0), most, at);
}

/** When the agent wants to wake next. */
export function nextWakeCst(index: u32): i64 {
  const agent = agentAt(index);
  const plan = planOf(agent);
  if (agent.startedCount <= plan.startCount) return S.nowNs;
  const changeNs = agent.stage + 1 < plan.stageCount ? stageAt(plan, agent.stage + 1).fromNs : NEVER;
  if (changeNs <= S.nowNs) return S.nowNs;
  const bound = boundOf(agent, plan, stageAt(plan, agent.stage));
  if (bound <= 0.0) return changeNs;
  const waitNs = (nextExponential(streamOf(agent)) / bound) * NS_A_SECOND;
  // Beyond what an i64 of ns holds there is no run.
  if (waitNs >= <f64>(NEVER - S.nowNs) * 0.5) return changeNs;
  return min<i64>(changeNs, S.nowNs + max<i64>(1, <i64>waitNs));
}

/**
 * What a person who trades by hand asks of the run in view: how their orders and account stand, what an order would do
 * here, how one would have ended with one thing changed. Invariant: the run is not moved; previews and what-ifs are
 * played in engines of their own, so they are exact where nothing else happens.
 */
import { accountState, orderLives, type AccountState, type OrderLife } from '../desk';
import { decodeReports } from '../engine/reports';
import type { RestingOrder } from '../engine/sampled';
import { TapedeckError } from '../layout/errors';
import { CommandKind, Side } from '../layout/layout.gen';
import { commandToJson, parseCommand, type CommandInput } from '../scenario/command';
import { impactJson, type Impact } from '../scenario/impact';
import { withOrder } from '../scenario/person';
import { besideOthers, standingAt } from '../scenario/shocks';
import { forkBefore, standBeside, takeUp, tapePlaceOf, type Breathe, type Run } from '../sim';
import type {
  ActJson,
  CommandJson,
  DeskJson,
  MarkBy,
  OrderOutcome,
  PreviewJson,
  WhatIfJson,
  WhatIfRow,
  WorkingRow,
} from './desk-protocol';
import type { Job } from './job';
import type { RequestOf } from './protocol';
import { Understudy } from './understudy';
import { changedOrder, whatIfs } from './what-if';

const jsonOf = (command: CommandInput): CommandJson => commandToJson(command) as unknown as CommandJson;
export const logJson = (commands: readonly CommandInput[]): CommandJson[] => commands.map(jsonOf);

const reportsOf = (run: Run): ReturnType<typeof decodeReports> => decodeReports(run.own.bytes());

export const livesOf = (run: Run): OrderLife[] => orderLives(run.humanLog, reportsOf(run), run.nowNs);

/** What an order would get now: the middle of the touch, or the last print where there is none, or where it is wanted. */
function markOf(run: Run, instrument: number, mark: MarkBy): bigint | null {
  const last = run.trades.lastPriceUnits(instrument);
  const twice = mark === 'mid' ? touchTwice(run, instrument) : null;
  return twice === null ? last : twice / 2n;
}

/** Best bid and ask added up; null while a side is empty. */
function touchTwice(run: Run, instrument: number): bigint | null {
  const [bid] = run.engine.depth(instrument, Side.buy, 1);
  const [ask] = run.engine.depth(instrument, Side.sell, 1);
  return bid === undefined || ask === undefined ? null : bid.priceUnits + ask.priceUnits;
}

const startOf = (run: Run, account: number): bigint | null =>
  run.manifest.accounts.find(({ id }) => id === account)?.cash ?? null;

export function accountOf(
  run: Run,
  account: number,
  mark: MarkBy,
  startCash = startOf(run, account),
): AccountState | null {
  if (startCash === null) return null;
  const instruments = run.tape?.instruments ?? run.manifest.instruments;
  const facts = instruments.map((_, instrument) => run.engine.account(account, instrument));
  const { available, locked } = facts[0]!;
  const positions = facts.map(({ position }, instrument) => ({
    instrument,
    lots: position,
    markUnits: markOf(run, instrument, mark),
  }));
  return accountState({ id: account, available, locked, startCash, positions }, reportsOf(run));
}

/** In a tape's book own orders stand beside the tape's. */
export const restingOf = (run: Run, instrument: number, id: bigint): RestingOrder | null =>
  run.tape === null
    ? run.engine.order(instrument, id)
    : (run.engine.ownOrders(instrument).find(({ orderId }) => orderId === id) ?? null);

/** The core says −1 of a place that nobody knows. */
export const knownAhead = (order: RestingOrder | null): bigint | null =>
  order === null || order.aheadLots < 0n ? null : order.aheadLots;

function workingOf(run: Run, lives: readonly OrderLife[]): WorkingRow[] {
  const live = lives.filter(({ place }) => place !== 'done' && place !== 'toCome');
  return live.flatMap(({ instrument, id }) => {
    const order = restingOf(run, instrument, BigInt(id));
    if (order === null) return [];
    return [{ instrument, id, lots: order.lots + order.hiddenLots, aheadLots: knownAhead(order) }];
  });
}

/** Which answer this is: the same key, the same lives. */
const keyOf = (run: Run, acts: number): string =>
  [acts, run.own.units.count, run.humanLog.length - run.laterCommands, run.isAtEnd].join('.');

export class TradingDesk {
  private readonly understudy = new Understudy();
  private lives: { readonly key: string; readonly run: Run; readonly list: OrderLife[] } | null = null;

  /** `acts`: how often somebody acted; `runOf`: the run in view */
  constructor(
    private readonly runOf: () => Run,
    private readonly acts: () => number,
  ) {}

  desk({ account, mark, have }: RequestOf<'desk'>): DeskJson {
    const run = this.runOf();
    const key = keyOf(run, this.acts());
    if (this.lives?.key !== key || this.lives.run !== run) this.lives = { key, run, list: livesOf(run) };
    const { list } = this.lives;
    return {
      key,
      nowNs: run.nowNs,
      orders: have === key ? null : list,
      working: workingOf(run, list),
      account: accountOf(run, account, mark),
      laterCount: run.humanLog.length - standingAt(run.humanLog, run.nowNs).length,
    };
  }

  /** Of the run in view, or of the one that the first order makes; `exclusively`: while nothing else moves it. */
  async preview(
    request: RequestOf<'preview'>,
    breathe: Breathe,
    exclusively: <T>(work: () => Promise<T>) => Promise<T>,
  ): Promise<PreviewJson> {
    const { manifest = null } = request;
    if (manifest === null) return exclusively(() => previewIn(this.runOf(), request));
    const asked = await exclusively(() => Promise.resolve(this.understudy.ask(this.runOf(), manifest)));
    return this.understudy.play(asked, breathe, (run) => previewIn(run, request));
  }

  /** What is asked about, as it stands at this moment: playing it goes on beside whatever the run does next. */
  question({ account, order }: RequestOf<'whatIf'>): Question {
    const run = this.runOf();
    const wanted = JSON.stringify(order);
    const real = run.humanLog.find((command) => JSON.stringify(jsonOf(command)) === wanted);
    if (real === undefined || real.kind !== CommandKind.new || real.tsNs > run.nowNs) {
      throw new TapedeckError('E-DESK-01', 'There is no such order in this run up to this moment.', {
        order,
      });
    }
    return { run, account, real, nowNs: run.nowNs, stood: stoodOf(run, real, account) };
  }
}

/** What commands would do where a run stands. */
async function previewIn(run: Run, { account, cash, commands }: RequestOf<'preview'>): Promise<PreviewJson> {
  const fork = await run.fork();
  const start = startOf(run, account) ?? (cash === null ? null : BigInt(cash));
  if (startOf(run, account) === null && start !== null) fork.engine.openAccount(account, start);
  const before = accountOf(fork, account, 'mid', start);
  const heard = fork.own.units.count;
  const entries = commands.map((json) => fork.submit(parseNow(json, fork)));
  const entryNs = entries.reduce((last, { tsNs }) => (tsNs > last ? tsNs : last), fork.nowNs);
  if (entryNs <= run.nowNs + 1n) await fork.playTo(entryNs, Infinity);
  const after = accountOf(fork, account, 'mid', start);
  const names = new Set(entries.filter(({ kind }) => kind === CommandKind.new).map(nameOf));
  const lives = livesOf(fork).filter(({ instrument, id }) => names.has(`${instrument}:${id}`));
  const orders = lives.reverse().map((life) => ({
    life,
    aheadLots: knownAhead(restingOf(fork, life.instrument, BigInt(life.id))),
  }));
  const { nowNs, eventCount } = run;
  const feesMoney = feesOf(fork, heard, account, before, after);
  return { nowNs, eventCount, entryNs, orders, account: after, feesMoney };
}

/** An order that came and went, and where the run was when somebody asked. */
interface Question {
  readonly run: Run;
  readonly account: number;
  readonly real: CommandInput;
  readonly nowNs: bigint;
  readonly stood: Stood;
}
type Stood = Pick<OrderOutcome, 'life' | 'equity'>;

export async function answerWhatIf(
  { run, account, real, nowNs, stood }: Question,
  job: Job,
): Promise<WhatIfJson> {
  const arrivalTwice = await arrivalOf(run, real, job);
  const rows: WhatIfRow[] = [];
  for (const [index, what] of whatIfs.entries()) {
    const { command, why } = changedOrder(run, real, what);
    if (command === null) {
      rows.push({ what, command: null, why, outcome: null, humanLog: [] });
      continue;
    }
    const humanLog = withOrder(run.humanLog, real, command);
    const fromNs = command.tsNs < real.tsNs ? command.tsNs : real.tsNs;
    const played = await forkBefore(run, fromNs, humanLog);
    await played.seek(nowNs, async () => {
      const done = index + Number(played.nowNs - run.startNs) / Number(nowNs - run.startNs + 1n);
      job.progress({ phase: 'whatIf', done, total: whatIfs.length });
      await job.breathe();
    });
    const outcome = costed(stoodOf(played, command, account), arrivalTwice);
    rows.push({ what, command: jsonOf(command), why, outcome, humanLog: logJson(humanLog) });
  }
  return { nowNs, real: costed(stood, arrivalTwice), rows };
}

const nameOf = ({ instrument, orderId }: CommandInput): string => `${instrument}:${orderId}`;

/** A command without a time is for now, or so long after. */
function parseNow(json: ActJson, { nowNs }: Run): CommandInput {
  const { afterNs = '0', ...plain } = json as CommandJson;
  const ts = json.ts ?? (nowNs + BigInt(afterNs)).toString();
  return parseCommand({ ...plain, ts }, 'command');
}

/** Parts of a shock that would come after the run's end, later than its beginning, are left out: nobody would see them. */
export function parseActs(commands: readonly ActJson[], run: Run): CommandInput[] {
  const first = commands[0] === undefined ? run.nowNs : parseNow(commands[0], run).tsNs;
  const acts = commands.map((json) => parseNow(json, run));
  return besideOthers(acts, [...run.manifest.commands, ...run.humanLog]).filter(
    ({ tsNs }) => tsNs <= run.endNs || tsNs === first,
  );
}

/** Cash that left beside the prices of the fills: whatever the venue charges, in whatever way. */
function feesOf(
  fork: Run,
  heard: number,
  account: number,
  before: AccountState | null,
  after: AccountState | null,
): bigint {
  if (before === null || after === null) return 0n;
  let cash = before.available + before.locked;
  for (const row of decodeReports(fork.own.units.copyFrom(heard + 1))) {
    if (row.kind !== 'fill') continue;
    const money = BigInt(String(row['price'])) * BigInt(Number(row['lots']));
    const isBuyer = row['side'] === 'buy';
    if (row['takerAccount'] === account) cash += isBuyer ? -money : money;
    if (row['makerAccount'] === account) cash += isBuyer ? money : -money;
  }
  return cash - after.available - after.locked;
}

/** The touch when the order came, from an engine that shares the run's checkpoints. */
async function arrivalOf(run: Run, order: CommandInput, job: Job): Promise<bigint | null> {
  const scout = run.openScout();
  if (scout === null) return null;
  await scout.seek(order.tsNs - 1n, job.breathe);
  return touchTwice(scout, order.instrument);
}

function stoodOf(run: Run, { orderId, instrument }: CommandInput, account: number): Stood {
  const id = orderId.toString();
  const life = livesOf(run).find((one) => one.id === id && one.instrument === instrument) ?? null;
  return { life, equity: accountOf(run, account, 'mid')?.equity ?? 0n };
}

function costed({ life, equity }: Stood, arrivalTwice: bigint | null): OrderOutcome {
  if (life === null || arrivalTwice === null) return { life, equity, costMoney: null };
  const twice = 2n * life.filledMoney - BigInt(life.filledLots) * arrivalTwice;
  return { life, equity, costMoney: (life.side === 'buy' ? twice : -twice) / 2n };
}

/** Whether events count alike: own orders that stand beside the tape's book are none of its events. */
function isSameTape(run: Run, next: Run): boolean {
  const impactsOf = ({ manifest: { instruments } }: Run): (Impact | undefined)[] =>
    instruments.map(({ impact }) => impact);
  const [before, after] = [impactsOf(run), impactsOf(next)];
  const isFirst = before.every((impact) => impact === undefined);
  const isBeside = after.every((impact) => impact === undefined || impact.policy === 'none');
  const textOf = (impacts: readonly (Impact | undefined)[]): string =>
    JSON.stringify(impacts.map((impact) => impact && impactJson(impact)));
  return run.tape === next.tape && ((isFirst && isBeside) || textOf(before) === textOf(after));
}

/** The run in view with another manifest or log; it stays as it was when that cannot be opened or reached. */
export async function rewritten(run: Run, change: Parameters<Run['openChanged']>[0], job: Job): Promise<Run> {
  const { nowNs, eventCount } = run;
  const place = tapePlaceOf(run);
  const back = run.stepper().mark();
  try {
    const next = await run.openChanged(change);
    const [before, after] = [run.humanLog, change.humanLog].map((log) =>
      log.filter(({ tsNs }) => tsNs <= nowNs),
    );
    const isSamePast = JSON.stringify(logJson(before!)) === JSON.stringify(logJson(after!));
    if (!isSamePast || !isSameTape(run, next)) await next.seek(nowNs, job.breathe);
    else if (run.tape !== null) await standBeside(next, place, job.breathe);
    else await takeUp(next, { eventCount, ns: nowNs }, null, job.breathe);
    return next;
  } catch (error) {
    await run.stepper().goToMark(back);
    throw error;
  }
}

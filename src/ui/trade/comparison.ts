/**
 * What a comparison of ways says: the figures of each way for one order or for all, how they stand to the run as it is, and
 * whether a profit hangs on an assumption. Pure; words, never colours. Invariant: a change of sign is always said.
 */
import { assumptionWord } from '../app/format';
import { moneyText } from '../../scenario/person';
import { wayName } from '../../scenario/ways';
import type { ComparisonJson, OrderInWay, WayRow } from '../../worker/comparison-protocol';

interface Side {
  readonly lots: number;
  readonly money: bigint;
}

export interface Outcome {
  readonly bought: Side;
  readonly sold: Side;
  readonly firstFillNs: bigint | null;
  readonly lastFillNs: bigint | null;
  /** mean over the orders whose place was known when they came; null: none */
  readonly aheadLots: number | null;
  /** how many rested where nobody knows the queue */
  readonly unknownCount: number;
  /** of the account since its start, valued at the middle of the touch; null: no account */
  readonly profitMoney: bigint | null;
  /** paid; negative: received */
  readonly feesMoney: bigint | null;
  readonly phantomLots: bigint;
  readonly missingLots: bigint;
  readonly droppedCount: number;
  /** thousandths of the tape’s lots, of the instrument where it is largest */
  readonly divergence: number;
  readonly claimsHistory: boolean;
}

function sideOf(orders: readonly OrderInWay[], wanted: 'buy' | 'sell'): Side {
  const own = orders.filter(({ side }) => side === wanted);
  return {
    lots: own.reduce((sum, { filledLots }) => sum + filledLots, 0),
    money: own.reduce((sum, { filledMoney }) => sum + filledMoney, 0n),
  };
}

const known = (times: readonly (bigint | null)[]): bigint[] => times.filter((ns) => ns !== null);

/** `key`: of one order; null: of all. */
export function outcomeOf({ orders: all, account, figures }: WayRow, key: string | null): Outcome {
  const orders = key === null ? all : all.filter((order) => order.key === key);
  const places = orders.flatMap(({ aheadLots }) => (aheadLots === null ? [] : [Number(aheadLots)]));
  const ahead = places.filter((lots) => lots >= 0);
  const first = known(orders.map(({ firstFillNs }) => firstFillNs));
  const last = known(orders.map(({ lastFillNs }) => lastFillNs));
  return {
    bought: sideOf(orders, 'buy'),
    sold: sideOf(orders, 'sell'),
    firstFillNs: first.length === 0 ? null : first.reduce((a, b) => (b < a ? b : a)),
    lastFillNs: last.length === 0 ? null : last.reduce((a, b) => (b > a ? b : a)),
    aheadLots: ahead.length === 0 ? null : ahead.reduce((sum, lots) => sum + lots, 0) / ahead.length,
    unknownCount: places.length - ahead.length,
    profitMoney: account === null ? null : account.equity - account.startCash,
    feesMoney: account === null ? null : -account.otherMoney,
    phantomLots: figures.reduce((sum, { phantomLots }) => sum + BigInt(phantomLots), 0n),
    missingLots: figures.reduce((sum, { missingLots }) => sum + BigInt(missingLots), 0n),
    droppedCount: figures.reduce((sum, { droppedCount }) => sum + droppedCount, 0),
    divergence: figures.reduce((most, { divergence }) => Math.max(most, divergence), 0),
    claimsHistory: figures.every(({ claimsHistory }) => claimsHistory),
  };
}

const size = (value: bigint): bigint => (value < 0n ? -value : value);
const signOf = (value: bigint): -1 | 0 | 1 => (value > 0n ? 1 : value < 0n ? -1 : 0);
/** By more than a tenth of what the run as it is came to. */
const isFar = (profit: bigint, own: bigint): boolean => size(profit - own) * 10n > size(own);

const fillsOf = ({ bought, sold, firstFillNs, lastFillNs }: Outcome): string =>
  [bought.lots, bought.money, sold.lots, sold.money, firstFillNs, lastFillNs].join();

export interface Verdict {
  readonly words: string;
  /** another sign, or further away than a tenth */
  readonly isOther: boolean;
}

const resultWords = {
  '-1': 'a loss here',
  '0': 'neither profit nor loss here',
  '1': 'a profit here',
} as const;

/** How a way stands to the run as it is. */
export function verdictOf(outcome: Outcome, own: Outcome): Verdict {
  const isSame = fillsOf(outcome) === fillsOf(own);
  const fills = isSame ? 'same fills' : 'other fills';
  const [profit, ownProfit] = [outcome.profitMoney, own.profitMoney];
  if (profit === null || ownProfit === null) return { words: fills, isOther: false };
  if (signOf(profit) !== signOf(ownProfit)) return { words: resultWords[signOf(profit)], isOther: true };
  if (!isFar(profit, ownProfit)) {
    const words = profit === ownProfit ? `same result, ${fills}` : 'within a tenth';
    return { words, isOther: false };
  }
  const noun = profit > 0n ? 'profit' : 'loss';
  const percent = (size(profit - ownProfit) * 100n) / size(ownProfit);
  const isMore = size(profit) > size(ownProfit);
  return { words: `${noun} ${percent} % ${isMore ? 'larger' : 'smaller'}`, isOther: true };
}

export interface Summary {
  readonly words: string;
  /** what the run came to hangs on an assumption */
  readonly isWarning: boolean;
}

const namesOf = (rows: readonly Played[]): string => rows.map(({ row }) => wayName(row.way)).join(' · ');

interface Played {
  readonly row: WayRow;
  readonly profit: bigint;
}

/** Policies under which the sign hangs on the queue model alone. */
function hangingOnModel(played: readonly Played[]): string[] {
  const policies = [...new Set(played.map(({ row }) => row.way.policy))];
  return policies.filter((policy) => {
    const signs = played.filter(({ row }) => row.way.policy === policy).map(({ profit }) => signOf(profit));
    return signs.includes(1) && signs.some((sign) => sign < 1);
  });
}

/** What all ways say together. `money` writes an amount. */
export function summaryOf({ rows }: ComparisonJson, money: (units: bigint) => string): Summary {
  const played = rows.flatMap((row): Played[] => {
    const { profitMoney } = outcomeOf(row, null);
    return row.problem !== null || profitMoney === null ? [] : [{ row, profit: profitMoney }];
  });
  const own = played.find(({ row }) => row.isOwn);
  if (own === undefined)
    return { words: 'This run has no account whose profit could be compared.', isWarning: false };
  const gaining = played.filter(({ profit }) => profit > 0n);
  const others = played.filter(({ profit }) => profit <= 0n);
  const count = played.length;
  if (gaining.length > 0 && others.length > 0) {
    const isFewer = gaining.length <= others.length;
    const split = isFewer
      ? `Profit only under ${namesOf(gaining)} (${gaining.length} of ${count} ways).`
      : `No profit under ${namesOf(others)} (${others.length} of ${count} ways).`;
    const hanging = hangingOnModel(played);
    const why =
      hanging.length === 0
        ? 'The impact policy decides, not the orders alone.'
        : `Under ${hanging.join(' and ')} the queue model alone decides: the profit is an artefact of the model.`;
    return { words: `${split} ${why}`, isWarning: true };
  }
  const profits = played.map(({ profit }) => profit);
  const least = profits.reduce((a, b) => (b < a ? b : a));
  const most = profits.reduce((a, b) => (b > a ? b : a));
  const result = gaining.length > 0 ? 'a profit' : 'no profit';
  if (!profits.some((profit) => isFar(profit, own.profit)))
    return { words: `Every way ends in ${result}, within a tenth of this run’s.`, isWarning: false };
  const range = `from ${money(least)} to ${money(most)}`;
  return {
    words: `Every way ends in ${result}, but ${range}: the assumptions decide how much.`,
    isWarning: true,
  };
}

export interface SharedAssumptions {
  readonly shared: readonly [string, string][];
  /** names whose words are not the same in all rows */
  readonly differing: readonly string[];
}

export function assumptionsOf({ rows }: ComparisonJson): SharedAssumptions {
  const told = rows.filter(({ problem }) => problem === null).map(({ assumptions }) => assumptions);
  const names = [...new Set(told.flatMap((one) => Object.keys(one)))];
  const isShared = (name: string): boolean => told.every((one) => one[name] === told[0]![name]);
  return {
    shared: names.filter(isShared).map((name) => [assumptionWord(name), told[0]![name]!]),
    differing: names.filter((name) => !isShared(name)),
  };
}

export interface CsvFacts {
  readonly run: string;
  readonly engine: string;
  readonly tape: string;
  /** name of the order; empty: all orders of the run */
  readonly order: string;
  readonly priceUnit: string;
  readonly lotSize: string;
}

const cell = (value: string): string => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const averageUnits = ({ lots, money }: Side): bigint => (money * 2n + BigInt(lots)) / (2n * BigInt(lots));

/** A row a way, with everything that it takes for granted beside it. Times are ns, prices and money decimals, empty where there is none. */
export function csvOf(comparison: ComparisonJson, key: string | null, facts: CsvFacts): string {
  const { rows, nowNs } = comparison;
  const price = { priceUnit: facts.priceUnit, lotSize: '1' };
  const sideCells = (side: Side): string[] => [
    String(side.lots),
    side.lots === 0 ? '' : moneyText(averageUnits(side), price),
  ];
  const text = (value: bigint | number | null): string => (value === null ? '' : String(value));
  const money = (value: bigint | null): string => (value === null ? '' : moneyText(value, facts));
  const assumed = [...new Set(rows.flatMap(({ assumptions }) => Object.keys(assumptions)))];
  const own = rows.find(({ isOwn }) => isOwn);
  const head = [
    ...['run', 'engine', 'tape', 'order', 'as_of_ns', 'policy', 'queue_model', 'exponent', 'as_it_is'],
    ...['bought_lots', 'bought_average', 'sold_lots', 'sold_average', 'first_fill_ns', 'last_fill_ns'],
    ...['lots_ahead_at_entry', 'profit', 'fees', 'phantom_lots', 'missing_lots', 'dropped_events'],
    ...['divergence_thousandths', 'claims_history', 'against_as_it_is', 'problem'],
    ...assumed.map((name) => `assumed_${name}`),
  ];
  const lines = rows.map((row) => {
    const { way, problem, assumptions } = row;
    const outcome = outcomeOf(row, key);
    const against =
      own === undefined || problem !== null ? '' : verdictOf(outcome, outcomeOf(own, key)).words;
    return [
      ...[facts.run, facts.engine, facts.tape, facts.order, nowNs.toString()],
      ...[way.policy, way.queueModel, way.queueModel === 'power' ? String(way.exponent / 1000) : ''],
      row.isOwn ? 'yes' : 'no',
      ...sideCells(outcome.bought),
      ...sideCells(outcome.sold),
      ...[text(outcome.firstFillNs), text(outcome.lastFillNs), text(outcome.aheadLots)],
      ...[money(outcome.profitMoney), money(outcome.feesMoney)],
      ...[text(outcome.phantomLots), text(outcome.missingLots), text(outcome.droppedCount)],
      ...[text(outcome.divergence), outcome.claimsHistory ? 'yes' : 'no', against, problem?.message ?? ''],
      ...assumed.map((name) => assumptions[name] ?? ''),
    ];
  });
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

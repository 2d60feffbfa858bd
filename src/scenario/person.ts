/**
 * What a person who trades by hand brings into a run: an account where the manifest has none, and ids for their orders.
 * Pure. Invariant: a run in which nobody has traded is what it was; the account comes with the first order.
 */
import type { CommandInput } from './command';
import { impactDefaults, type Impact } from './impact';
import { limits, type InstrumentRules, type Manifest } from './manifest';
import { matchedReports, withReports } from './report-kinds';
import { withImpact, type ListedInstrument } from './taking-orders';

/** Ids of the orders that people send from the page begin here: far from what tapes and agents use. */
export const firstPersonId = 9_000_000_000_000_000_001n;
const lastPersonId = firstPersonId + 999_999_999_999n;

/** Whole units of the currency that a person's account starts with. */
const startMoney = 1_000_000n;

type Steps = Pick<InstrumentRules, 'priceUnit' | 'lotSize'>;

interface Decimal {
  readonly mantissa: bigint;
  readonly decimals: number;
}

function parse(text: string): Decimal {
  const [whole = '0', part = ''] = text.split('.');
  return { mantissa: BigInt(whole + part), decimals: part.length };
}

/** The value of one money unit: price unit × lot. */
function moneyStep({ priceUnit, lotSize }: Steps): Decimal {
  const [price, lot] = [parse(priceUnit), parse(lotSize)];
  return { mantissa: price.mantissa * lot.mantissa, decimals: price.decimals + lot.decimals };
}

/** Money units as decimal text: two places, more where they say something. */
export function moneyText(units: bigint, steps: Steps): string {
  const { mantissa, decimals } = moneyStep(steps);
  const value = units * mantissa;
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, '')
    .padEnd(2, '0');
  return `${value < 0n ? '-' : ''}${whole}.${part}`;
}

/** Money units for so much of the currency, as far as an account can hold it. */
export function moneyUnits(currency: bigint, steps: Steps): bigint {
  const { mantissa, decimals } = moneyStep(steps);
  const units = (currency * 10n ** BigInt(decimals)) / mantissa;
  return units < limits.cash ? units : limits.cash;
}

/** How a tape meets the orders of a person who chose nothing. */
export const besideImpact: Impact = { ...impactDefaults, policy: 'none' };

/** The account that a person trades with: the first of the manifest. */
export const personAccountOf = ({ accounts }: Manifest): number => accounts[0]?.id ?? 1;

/** Whether a person's order has an account and a book that takes it. */
export const takesPerson = ({ accounts, tape, instruments }: Manifest): boolean =>
  accounts.length > 0 && (tape === null || instruments.some(({ impact }) => impact !== undefined));

/**
 * The same run with an account for a person, who also wants to hear what becomes of an order: another run, equal in every
 * report of a matched book until the person acts. A tape's book takes orders under an impact; by itself beside it, which leaves it as it is.
 */
export function withPerson(
  manifest: Manifest,
  listed: readonly ListedInstrument[],
  impact: Impact = besideImpact,
): Manifest {
  const [first] = listed;
  if (first === undefined || takesPerson(manifest)) return manifest;
  const { accounts, tape } = manifest;
  const own = {
    ...manifest,
    accounts: accounts.length > 0 ? accounts : [{ id: 1, cash: moneyUnits(startMoney, first) }],
    reports: withReports(manifest.reports, matchedReports),
  };
  if (tape === null) return own;
  return withImpact(own, listed, impact);
}

/** The next id of a person's order. */
export function nextPersonId(humanLog: readonly CommandInput[]): bigint {
  let last = firstPersonId - 1n;
  for (const { orderId } of humanLog) if (orderId > last && orderId <= lastPersonId) last = orderId;
  return last + 1n;
}

/** How the page calls an order: its place in the person's numbering, or its id. */
export const orderName = (id: string): string => {
  const number = BigInt(id);
  return number >= firstPersonId && number <= lastPersonId ? `#${number - firstPersonId + 1n}` : id;
};

/** The log as it would be with one new order changed, in order of time; the change must fit its record. */
export function withOrder(
  humanLog: readonly CommandInput[],
  wanted: CommandInput,
  changed: CommandInput,
): CommandInput[] {
  if (wanted.tsNs === changed.tsNs)
    return humanLog.map((command) => (command === wanted ? changed : command));
  const rest = humanLog.filter((command) => command !== wanted);
  const at = rest.findIndex(({ tsNs }) => tsNs > changed.tsNs);
  return at < 0 ? [...rest, changed] : [...rest.slice(0, at), changed, ...rest.slice(at)];
}

/**
 * Orders in plain words: what was asked for, what became of it and why, with the words of docs/ORDER_TABLE.md. Pure.
 */
import { ordStatus, type OrderLife, type OrderStep } from '../../desk';
import { reportCodes } from '../../layout/report-codes';
import { typeRules } from '../../layout/order-rules';
import { isBeside, type BookKind } from '../../layout/own-order-rules';
import { orderName } from '../../scenario/person';
import { SessionState } from '../../layout/layout.gen';
import type { ActJson, CommandJson } from '../../worker/desk-protocol';
import { asPlanned } from '../../scenario/shocks';
import { sessionWords } from '../state/session-words';
import { ratesWords } from '../state/shock-words';

type PriceText = (units: string) => string;

/** How steps are told: prices of the instrument, and what kind of book the orders met. */
export interface Wording {
  readonly priceText: PriceText;
  /** lots as the page writes sizes of the instrument */
  readonly sizeText: (lots: number) => string;
  readonly book: BookKind;
  /** what the venue of an instrument is called */
  readonly venueName: (instrument: number) => string;
}

const wordsIn = (name: string): ReadonlyMap<string, string> =>
  new Map(
    reportCodes
      .find((code) => code.name === name)!
      .values.map(([code, , words]): [string, string] => [code, words]),
  );

/** Code and words of each refusal, in the order in which the rules are tried. */
export const rejectWords = wordsIn('RejectCode');
export const cancelWords = wordsIn('CancelReason');

export const typeWords = (type: string): string =>
  typeRules.find((rule) => rule.type === type)?.words ?? type;

/** “Buy 100 at 99.98 limit IOC” */
function newWords(command: CommandJson, priceText: PriceText): string {
  const side = command.side === 'sell' ? 'Sell' : 'Buy';
  const at = command.price === undefined ? '' : ` at ${priceText(command.price)}`;
  const trigger = command.trigger === undefined ? '' : ` from ${priceText(command.trigger)}`;
  const tif = command.tif === undefined || command.tif === 'GTC' ? '' : ` ${command.tif}`;
  return `${side} ${command.lots ?? 0}${at}${trigger}, ${typeWords(command.type ?? 'limit').toLowerCase()}${tif}`;
}

/** One command in words. */
function commandWords(command: ActJson, priceText: PriceText): string {
  if (command.op === 'session') return `Supervisor: ${sessionWords(SessionState[command.state]).title}`;
  if (command.op === 'news') return `News: ${command.text}`;
  if (command.op === 'agentChange') return ratesWords({ ...asPlanned, ...command });
  if (command.source === 'intervention') return `Somebody else: ${newWords(command, priceText)}`;
  const name = orderName(command.id);
  switch (command.op) {
    case 'new':
      return newWords(command, priceText);
    case 'cancel':
      return `Cancel ${name}`;
    case 'reduce':
      return `Take ${command.lots ?? 0} off ${name}`;
    case 'replace':
      return `Replace ${name}: ${command.lots ?? 0} at ${priceText(command.price ?? '0')}`;
  }
}

export const actWords = (commands: readonly ActJson[], priceText: PriceText): string =>
  commands.map((command) => commandWords(command, priceText)).join('; ');

/** What a screen reader hears after something was sent. */
export function answerWords(
  entries: readonly CommandJson[],
  orders: readonly OrderLife[],
  wording: Wording,
): string {
  const told = entries.slice(0, 3).map((entry) => {
    const life = orders.find(
      ({ id, instrument }) => id === entry.id && instrument === (entry.instrument ?? 0),
    );
    const last = life?.steps.at(-1);
    const name = orderName(entry.id);
    return last === undefined ? `${name}: no answer` : `${name}: ${stepWords(last, life!, wording)}`;
  });
  const more = entries.length > 3 ? `; and ${entries.length - 3} more` : '';
  return told.join('; ') + more;
}

/** Why an order is where it is after this step. */
export function stepWords(step: OrderStep, life: OrderLife, wording: Wording): string {
  const { book, venueName, sizeText } = wording;
  const price = wording.priceText(step.units);
  const size = sizeText(step.lots);
  switch (step.kind) {
    case 'sent':
      return sentWords(step, size);
    case 'accepted':
      return acceptedWords(life, price, book);
    case 'rejected':
      return `Refused: ${rejectWords.get(step.why ?? '') ?? step.why}`;
    case 'fill':
      return `${fillWords(step, price, wording)}${step.venue === null ? '' : `, on ${venueName(step.venue)}`}`;
    case 'cancelled':
      return `${size} left: ${cancelWords.get(step.why ?? '') ?? step.why}`;
    case 'replaced':
      return `Replaced: ${size} at ${price}, behind everybody there`;
    case 'reduced':
      return `${size} taken off, place in the queue kept`;
    case 'triggered':
      return life.command['after'] === undefined
        ? 'Triggered: its price was reached, it acts now'
        : 'Triggered: its parent has filled';
    case 'routed':
      return routedWords(step, life, size, venueName(step.venue ?? 0));
    case 'restated':
      return `The venue gave it the price ${price}`;
    case 'adjusted':
      return `After a split: ${size} at ${price}`;
    default:
      return `${changeWords[step.kind] ?? 'Refused'}: ${rejectWords.get(step.why ?? '') ?? step.why}`;
  }
}

const routedWords = (step: OrderStep, life: OrderLife, size: string, venue: string): string =>
  step.venue === life.instrument
    ? `${size} to ${venue} itself, part ${partNumber(step, life)}: its displayed price was the best`
    : `${size} sent on to ${venue}, part ${partNumber(step, life)}: a better price was displayed there`;

/** Which of the children of an order it is (docs/FORMATS.md §8, routing). */
function partNumber({ otherId }: OrderStep, { id }: OrderLife): string {
  const [child, parent] = [BigInt(otherId ?? '0'), BigInt(id)];
  return String(parent < 1n << 56n ? child & 255n : (child - parent) >> 40n);
}

const changeWords: Readonly<Record<string, string>> = {
  cancelRejected: 'Cancel refused',
  reduceRejected: 'Reduce refused',
  replaceRejected: 'Replace refused, the order is as it was',
};

function sentWords({ status }: OrderStep, size: string): string {
  if (status === 'pendingCancel') return 'Cancel sent, not answered yet';
  if (status === 'pendingReplace') return 'Change sent, not answered yet';
  return `${size} sent, not answered yet`;
}

function acceptedWords({ command, type, tif, steps }: OrderLife, price: string, book: BookKind): string {
  if (command['after'] !== undefined) return 'Accepted; waits until its parent has filled';
  if (tif === 'ATO' || tif === 'ATC') return 'Accepted; held for the auction';
  if (command['trigger'] !== undefined || command['trail'] !== undefined)
    return 'Accepted; waits for its trigger';
  if (type === 'pegged') return 'Accepted; follows the book, hidden';
  if (command['hidden'] === true) return `Accepted; hidden at ${price}`;
  const isTaking = steps.some(({ kind, role }) => kind === 'fill' && role === 'taker');
  if (isTaking) return 'Accepted; its price was on the other side, so it took';
  return tif === 'IOC' || tif === 'FOK' || type === 'market'
    ? 'Accepted'
    : `Accepted; joined the queue at ${price}${isBeside(book) ? ', beside the tape’s orders' : ''}`;
}

const how: Readonly<Record<NonNullable<OrderStep['role']>, string>> = {
  maker: 'its turn came, taken by',
  taker: 'taken from',
  auction: 'the auction’s price, the same for everybody, with',
};

/** Who was on the other side in a tape, and what the policy made of it. */
function tapeWords({ role, otherId }: OrderStep, book: BookKind): string {
  const isNamed = otherId !== null && otherId !== '0';
  const other = isNamed ? `tape order ${otherId}` : 'lots that the tape does not name';
  if (role === 'taker') {
    if (book === 'none') return `taken from ${other}, still displayed`;
    return book === 'consume' ? `taken from ${other}, gone from the book` : `taken from ${other}`;
  }
  if (book === 'rematch') return `its turn came, taken by ${isNamed ? other : 'an aggressor of the tape'}`;
  // A resting order of ours meets a row that adds lots through it, which has an id, or one that prints.
  return isNamed
    ? `${other} came to its price${book === 'none' ? ', still displayed' : ', gone from the book'}`
    : 'its turn came, in a trade that history gave to others';
}

function fillWords(step: OrderStep, price: string, { book, sizeText }: Wording): string {
  const { role, lots, otherId, leaves } = step;
  const met =
    book === 'matched' ? `${how[role ?? 'taker']} ${orderName(otherId ?? '0')}` : tapeWords(step, book);
  return `${sizeText(lots)} at ${price}: ${met}; ${leaves === 0 ? 'nothing left' : `${sizeText(leaves)} left`}`;
}

const placeText: Readonly<Record<OrderLife['place'], string>> = {
  toCome: 'To come',
  inFlight: 'No answer',
  book: 'In the book',
  hidden: 'Hidden',
  waiting: 'Waits for its trigger',
  parent: 'Waits for its parent',
  auction: 'Waits for the auction',
  done: '',
};

export const placeWords = (life: OrderLife): string => placeText[life.place];

/** The state in FIX's words; an order of the future has none yet. */
export const statusWords = (life: OrderLife): string =>
  life.place === 'toCome' ? 'To come' : ordStatus[life.status].words;

/**
 * Could so many lots of an aggressor trade at once? The sweep is played on a copy of everything that it touches, and its fills
 * are added up. Nothing behind an own order counts, but where the rule removes that order and goes on.
 */
import { afterFill } from './beside';
import type { BesidePlace } from './beside';
import { ModelBook } from './book';
import type { ModelLevel, ModelOrder } from './book';
import { orderLeft } from './extended';
import { ModelLedger } from './ledger';
import { ruleOf, sweep } from './matching';
import type { Aggressor } from './matching';

interface Copied {
  readonly sides: readonly [ModelLevel[], ModelLevel[]];
  readonly dark: readonly [ModelOrder[], ModelOrder[]];
  readonly watched: readonly ModelOrder[];
  readonly byId: ReadonlyMap<bigint, ModelOrder>;
}

function copyOf(book: ModelBook): ModelBook {
  const { sides, dark, watched, byId } = book;
  const from: Copied = structuredClone({ sides, dark, watched, byId });
  const copy = new ModelBook();
  for (const side of [0, 1] as const) {
    copy.sides[side].push(...from.sides[side]);
    copy.dark[side].push(...from.dark[side]);
  }
  copy.watched.push(...from.watched);
  for (const [id, order] of from.byId) copy.byId.set(id, order);
  copy.removed = (order) => orderLeft({ book: copy }, order);
  return copy;
}

/** Whether anything could trade at all, so that nothing is copied in vain. */
function meetsSomebody({ book }: BesidePlace, { side, limit }: Pick<Aggressor, 'side' | 'limit'>): boolean {
  const best = book.best(1 - side);
  return [...(best ? [best] : []), ...book.darkOf(1 - side)].some(
    ({ price }) => limit === null || (side === 0 ? price <= limit : price >= limit),
  );
}

export function canFill(place: BesidePlace, taker: Aggressor, want: number): boolean {
  if (!meetsSomebody(place, taker)) return false;
  const book = copyOf(place.book);
  const ledger = new ModelLedger([]);
  for (const [id, account] of structuredClone(place.ledger.accounts)) ledger.accounts.set(id, account);
  const order = taker.order && book.byId.get(taker.order.id);
  if (order?.terms) {
    for (const list of [...book.dark, book.watched]) {
      if (list.includes(order)) list.splice(list.indexOf(order), 1);
    }
    order.terms.where = 'active';
  }
  let filled = 0;
  const trial: BesidePlace = { ...place, book, ledger, due: [], firstPrint: { price: null } };
  delete trial.fees;
  delete trial.limits;
  trial.emit = ({ kind, lots }) => {
    if (kind === 'fill') filled += lots;
  };
  trial.filled = (maker, own, ...owers) => afterFill(trial, maker, own, owers);
  if (place.guard) trial.guard = { ...place.guard, mayTrade: place.guard.isAllowed };
  if (taker.account !== 0 && ruleOf(place, taker) === 'decrement')
    ledger.get(taker.account).selfTrade = 'cancelNew';
  sweep(trial, { ...taker, ...(order ? { order } : {}) });
  return filled >= want;
}

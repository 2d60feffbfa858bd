/**
 * Which new orders wait at a speed bump: those that would take a displayed order when they come, whatever their terms. Written
 * from the formats document; never imports src.
 */
import { pegPrice } from './beside';
import { flagBits, tifs } from './codes';
import type { ExtendedPlace } from './extended';
import type { CommandPlace } from './commands';
import { isTrading } from './states';
import { termsOf, waits } from './terms';
import type { ModelCommand } from './types';

const marketLike: readonly string[] = ['market', 'marketToLimit', 'marketProtected'];

export function isBumped(
  place: ExtendedPlace & CommandPlace,
  command: ModelCommand,
  parts: readonly ModelCommand[],
): boolean {
  if ((place.rules.callRules?.bumpNs ?? 0n) === 0n || !isTrading(place.session)) return false;
  if (command.side > 1) return false;
  const terms = termsOf(command, parts);
  if (!terms || waits(terms.type) || terms.parent !== null) return false;
  if (terms.flags.has('postOnly') || terms.flags.has('slide')) return false;
  if (terms.tif === tifs.ATO || terms.tif === tifs.ATC) return false;
  if (marketLike.includes(terms.type)) return true;
  const other = place.book.best(1 - command.side);
  if (!other) return false;
  const isUnpriced = (command.flags & flagBits.market) !== 0;
  if (terms.type !== 'pegged' && isUnpriced) return true;
  const { side } = command;
  const price = terms.type === 'pegged' ? pegPrice(place, { side, terms } as never) : command.priceUnits;
  return price !== null && (side === 0 ? price >= other.price : price <= other.price);
}

/**
 * A speed bump: an order that would take on arrival is put off and comes again at its later time (Eurex, Passive Liquidity
 * Protection; Baldauf and Mollner 2020). Orders that rest, changes and cancels are not. Orders with terms act at once.
 */
import { Book, CMD_DELAYED, Command, FLAG_MARKET, RANK_AGENT, SIDE_SELL, SIZE_COMMAND } from '../layout.gen';
import { hasParts } from '../match/terms';
import { crosses } from '../match/sweep';
import { limitTickOf } from '../match/dark';
import { pushCommand } from '../queue/wheel';
import { S } from '../state';
import { callRulesAt, looksAtOrders } from './call';
import { isTrading } from './states';

export function isBumped(book: Book, instrument: u32, command: Command): bool {
  if (!looksAtOrders(book) || callRulesAt(instrument).bumpNs == 0 || !isTrading(book.session)) return false;
  if (<u32>command.side > SIDE_SELL || hasParts(instrument, command)) return false;
  if (((<u32>command.flags) & FLAG_MARKET) != 0) return true;
  return crosses(book, command.side, limitTickOf(book, command.side, command.priceUnits));
}

export function waitOutBump(instrument: u32, command: Command): void {
  const at = <usize>S.scratchBase;
  memory.copy(at, changetype<usize>(command), SIZE_COMMAND);
  const later = changetype<Command>(at);
  later.tsNs = command.tsNs + callRulesAt(instrument).bumpNs;
  later.kind = <u8>CMD_DELAYED;
  later.rank = <u8>min<u32>(command.rank, RANK_AGENT);
  pushCommand(at);
}

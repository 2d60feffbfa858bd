/**
 * One execution between a resting order and an aggressor where somebody has an extension: told, settled, counted and
 * noted for linked orders. It does not take lots off anybody; its callers know whether the maker is on a level or hidden.
 */
import { OrderCold, OrderNode, Taker } from '../layout.gen';
import { coldOf } from '../book/order-pool';
import { reportFill } from '../journal/report';
import { settle } from '../ledger/account';
import { accountOf, hiddenLotsOf } from '../ledger/extension';
import { looksAtOrders } from '../venue/call';
import { noteBandTrade } from '../venue/bands';
import { noteFill } from './links';
import { accountOfTaker, bookOf } from './taker';
import { CHECK_BESIDE } from './terms';

/** `take` lots at `price` units; `takerLeaves` is what the aggressor still wants afterwards. */
export function execute(taker: Taker, node: usize, take: u32, price: i64, takerLeaves: u32): void {
  const book = bookOf(taker);
  const instrument = taker.instrument;
  const side = taker.side;
  const tsNs = taker.tsNs;
  const takerId = taker.orderId;
  const takerExtension = taker.extension;
  const cold = changetype<OrderCold>(coldOf(node));
  const makerAccount = accountOf(cold);
  const takerAccount = accountOfTaker(taker);
  const leaves = changetype<OrderNode>(node).lots - take + hiddenLotsOf(cold);
  reportFill(
    side,
    instrument,
    take,
    tsNs,
    cold.orderId,
    price,
    leaves,
    takerId,
    takerLeaves,
    makerAccount,
    takerAccount,
  );
  if (makerAccount != 0 || takerAccount != 0) {
    settle(cold.extension, takerExtension, side, instrument, take, price, tsNs, cold.orderId, takerId);
  }
  book.tradedLots = book.tradedLots + <i64>take;
  book.tradeCount = book.tradeCount + 1;
  book.lastPriceUnits = price;
  if (looksAtOrders(book)) noteBandTrade(instrument, price, tsNs);
  if (((<u32>book.checked) & CHECK_BESIDE) != 0) {
    noteFill(instrument, cold.extension, takerExtension, take);
  }
}

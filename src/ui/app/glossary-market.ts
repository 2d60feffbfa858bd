/**
 * Terms of the market: book, orders, trades, sessions. Two sentences each; see `glossary.ts` for the shape.
 */
import type { Entry } from './glossary';

export const MARKET_TERMS = {
  account: {
    word: 'account',
    text: 'Who an order belongs to, with cash, position and what is locked for resting orders. A report of it is written after every settlement.',
  },
  accepted: {
    word: 'accepted',
    text: 'The engine took the order in. It rests in the book unless fills or a time in force end it at once.',
  },
  action: {
    word: 'corporate action',
    text: 'A split, a dividend, a change of symbol or a delisting, at the moment at which it takes effect. Open orders, positions and cash are converted, so that nobody gains or loses by it.',
    example: 'Split 2 for 1: a bid for 100 at 50.00 becomes one for 200 at 25.00.',
  },
  adjusted: {
    word: 'adjusted',
    text: 'A split gave the order a new price and new lots, and it kept its turn. A price off the grid is rounded away from the other side, and a part of a lot is dropped.',
  },
  aggressor: {
    word: 'aggressor',
    text: 'The side whose order arrived and executed against a resting order. ▲ marks a buyer, ▼ a seller, and “not said” a print whose source gives no side.',
    example: 'A market order to buy 300 lots lifts the ask: the aggressor is the buyer, ▲.',
  },
  ask: {
    word: 'ask',
    text: 'The side of the book that wants to sell, and its lowest price. A buyer who wants to trade now pays the ask.',
  },
  auction: {
    word: 'auction',
    text: 'Orders are collected first and then crossed together at one price. Opening and closing prices are often made this way.',
  },
  bid: {
    word: 'bid',
    text: 'The side of the book that wants to buy, and its highest price. A seller who wants to trade now gets the bid.',
  },
  book: {
    word: 'book',
    text: 'All resting orders of one instrument, bids below and asks above. Within a price the oldest order stands first.',
  },
  cancelled: {
    word: 'cancelled',
    text: 'Lots left the book without trading. The reason says who or what took them out.',
  },
  crossed: {
    word: 'crossed',
    text: 'The best bid stands above the best ask. A matching engine never allows it in continuous trading; a recorded tape may show it for a moment.',
    example: 'Bid 100.02, ask 100.01.',
  },
  depth: {
    word: 'depth',
    text: 'The lots that rest away from the touch, level by level. Much depth means that a large order moves the price little.',
  },
  displayed: {
    word: 'displayed',
    text: 'An execution of an order that everybody could see in the book. Its lots leave the level it stood at.',
  },
  fees: {
    word: 'fees',
    text: 'What the venue takes or pays for a fill, for the maker and for the taker. A negative fee is a rebate.',
    example: 'Maker −0.2, taker 0.3: resting pays you, taking costs you.',
  },
  fill: {
    word: 'fill',
    text: 'One execution between a maker and a taker, at the price of the maker. One arriving order may make many fills.',
  },
  halt: {
    word: 'halt',
    text: 'The venue stopped trading in the instrument. Orders may wait, but nothing matches until trading resumes.',
  },
  heatmap: {
    word: 'heatmap',
    text: 'Time runs to the right, price upwards, and the brighter a place, the more lots rested there. Long bright bands are large orders that stayed.',
  },
  hidden: {
    word: 'hidden',
    text: 'An execution of an order that nobody could see in the book. It prints as a trade and changes no displayed level.',
  },
  imbalance: {
    word: 'imbalance',
    text: 'How the lots of the first ten levels lean: the part of them that is bid. It describes this moment and predicts nothing.',
    example: '7,500 lots bid and 2,500 ask: 75 % bid.',
  },
  impact: {
    word: 'impact policy',
    text: 'What orders of our own do to the tape: nothing, take its lots away, or match it anew. Every policy is an assumption, so it stands beside every result.',
  },
  ladder: {
    word: 'ladder',
    text: 'The book as rows of prices: bids left, asks right, the highest price on top. The bar of a row shows its lots beside the others.',
  },
  latency: {
    word: 'latency',
    text: 'The time between a decision and its arrival at the book. Later orders stand behind those that came in between.',
    example: '250 µs, sent at 09:31:00.000000: it arrives at 09:31:00.000250.',
  },
  level: {
    word: 'level',
    text: 'All orders of one side at one price. They are served in the order in which they came.',
  },
  locked: {
    word: 'locked',
    text: 'The best bid equals the best ask, so the spread is nothing. On most venues it lasts for an instant only.',
  },
  fact: {
    word: 'figure',
    text: 'A number from outside the market, such as earnings or an index of the weather, at the moment at which it was known. It comes from a tape beside the run.',
  },
  news: {
    word: 'news',
    text: 'A headline at the moment at which it was known. It comes from a tape beside the run, and nothing later than the clock is shown.',
  },
  lot: {
    word: 'lot',
    text: 'The smallest quantity that trades. All sizes on this page are shown in the instrument’s own quantity, counted in lots inside.',
  },
  mid: {
    word: 'mid',
    text: 'Halfway between best bid and best ask. Nobody need ever have traded there.',
    example: 'Bid 99.86, ask 99.88: mid 99.87.',
  },
  orders: {
    word: 'order count',
    text: 'How many orders make up the lots at a price. One large order and many small ones behave differently when the market comes.',
  },
  priority: {
    word: 'priority',
    text: 'Who of one price is served first. By price, display, time all displayed lots go before hidden ones; by price and time alone the earliest goes first, seen or not.',
    example: 'A hidden offer at 100, then a displayed one at 100: by time the hidden one sells first.',
  },
  quoting: {
    word: 'quoting',
    text: 'Orders are taken in again after a halt, but nothing matches yet. Trading resumes with the next state.',
  },
  'queue-model': {
    word: 'queue model',
    text: 'How the place of our orders in the queue is known. On an order-level tape it is counted exactly, else it is estimated and the page says so.',
  },
  reduced: {
    word: 'reduced',
    text: 'Lots were taken off a resting order, and it kept its place in the queue. More lots or a new price would cost the place.',
  },
  rejected: {
    word: 'rejected',
    text: 'The order was refused and changed nothing. The reason stands beside it.',
  },
  replaced: {
    word: 'replaced',
    text: 'The order has a new price or size and went to the back of its queue. To keep the place, reduce it instead.',
  },
  session: {
    word: 'session state',
    text: 'What the venue allows now: continuous trading, a halt, or quoting before trading resumes. Changes are marked above the scrubber.',
  },
  continuous: {
    word: 'continuous trading',
    text: 'Orders match the moment they arrive. It is the ordinary state of a trading day.',
  },
  spread: {
    word: 'spread',
    text: 'Best ask minus best bid, in ticks and in basis points of the mid. It is what a round trip costs whoever cannot wait.',
    example: 'Bid 99.86, ask 99.88, tick 0.01: the spread is 2 ticks, 2.00 bp.',
  },
  tick: {
    word: 'tick',
    text: 'The smallest step between two prices at which orders may stand. It never means an event here.',
    example: 'Tick 0.01: 99.86 and 99.87 are neighbours.',
  },
  bands: {
    word: 'bands',
    text: 'A lower and an upper price between which orders may trade. They follow the mean of recent trades.',
  },
  surplus: {
    word: 'surplus',
    text: 'The lots that an auction would leave over at its price. They are all on one side: ▲ buyers who get nothing, or ▼ sellers.',
  },
  supervisor: {
    word: 'supervisor',
    text: 'Whoever halts an instrument and opens it again, over the head of the rulebook. What a supervisor does stands in the human log and is replayed with it.',
  },
  consolidatedTouch: {
    word: 'consolidated touch',
    text: 'The best bid and the best ask over all venues that trade the same instrument. A trade-through is a fill at a worse price than another venue displayed.',
  },
  shock: {
    word: 'shock',
    text: 'Something that hits a market from outside: a wrong order, a burst of orders, makers who step back, a headline. One that you send stands in the human log and is replayed with it.',
  },
  indicative: {
    word: 'indicative',
    text: 'What an auction would give if its call ended now. It names price, lots and what would be left over on one side.',
  },
  restated: {
    word: 'restated',
    text: 'The venue gave the order a price or a size of its own accord: a slide, a peg or the rest of a market-to-limit order. Its owner asked for nothing.',
  },
  triggered: {
    word: 'triggered',
    text: 'The price that a waiting order looked for came, so the order was elected. From then on it trades as a market or limit order.',
    example: 'A stop to sell at 99.50 waits; a fill at 99.50 triggers it.',
  },
  'time-and-sales': {
    word: 'time and sales',
    text: 'Every trade with its time, price, size and aggressor, the newest on top. Nothing later than the clock is ever listed.',
  },
  touch: {
    word: 'touch',
    text: 'The best bid and the best ask, with their lots. All other levels stand behind it.',
  },
  trade: {
    word: 'trade',
    text: 'A print: what a tape says was traded. A fill of the engine is shown in the same list.',
  },
} as const satisfies Record<string, Entry>;

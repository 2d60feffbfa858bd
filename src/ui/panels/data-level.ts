/**
 * What a kind of tape can and cannot show, said by each panel in its own words. One table, so that no panel claims more
 * than another. A run without a tape has every order and needs no words. Pure.
 */
type PanelWords = Readonly<Partial<Record<'ladder' | 'chart' | 'touch' | 'trades', string>>>;

const LEVELS: Readonly<Record<string, PanelWords>> = {
  order: {},
  depth: {
    ladder: 'Sizes of price levels. Single orders, and places in their queues, are not in this tape.',
  },
  quote: {
    ladder: 'Best bid and ask only: deeper levels are not in this tape.',
    chart: 'Best bid and ask only: no depth behind them in this tape.',
    trades: 'Quotes only: no trades in this tape.',
  },
  trade: {
    ladder: 'Trades only: no book in this tape. What was traded stands beside the prices.',
    chart: 'Trades only: nothing is known of what rests.',
    touch: 'Trades only: no bid and ask in this tape.',
  },
  bar: {
    ladder: 'Bars only: no book in this tape. The volume of a bar stands at its close.',
    chart: 'Bars only: what happened inside a bar is not in this tape.',
    touch: 'Bars only: no bid and ask in this tape.',
    trades: 'Bars only: each line is a bar at its end, its close and its volume, not a trade.',
  },
};

/** The words, or null where the panel shows all that it says. `schema`: null for a run without a tape. */
export const dataWords = (schema: string | null, panel: keyof PanelWords): string | null =>
  (schema === null ? undefined : LEVELS[schema]?.[panel]) ?? null;

/** No book at all: what a panel says of bid and ask has no meaning. */
export const hasBook = (schema: string | null): boolean => schema !== 'trade' && schema !== 'bar';

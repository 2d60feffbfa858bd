/**
 * Saved queries: what they show, what they must not be read as, and the picture that fits. Each stands on the tables
 * of docs/SQL.md and works on every tape that has trades and a touch. Pure data.
 */
export interface SavedQuery {
  readonly id: string;
  readonly title: string;
  /** one sentence: what to look for, and the limit of it */
  readonly teaches: string;
  readonly view: 'table' | 'line' | 'bars';
  readonly sql: string;
}

export const savedQueries: readonly SavedQuery[] = [
  {
    id: 'spread',
    title: 'Spread by time of day',
    teaches: 'Each spread counts for as long as it stood. Spreads are usually widest after the open.',
    view: 'line',
    sql: `WITH standing AS (
  SELECT ts, spread,
    lead(tsNs, 1, (SELECT tsNs FROM clock)) OVER (PARTITION BY symbol ORDER BY n) - tsNs AS stood
  FROM touch
)
SELECT time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
  sum(spread * stood) / nullif(sum(stood), 0) AS spread
FROM standing
WHERE spread IS NOT NULL
GROUP BY 1 ORDER BY 1`,
  },
  {
    id: 'bars',
    title: 'One-minute bars',
    teaches: 'Open, high, low, close and volume from the prints; the last bar is still growing.',
    view: 'line',
    sql: `SELECT time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
  arg_min(price, n) AS open, max(price) AS high,
  min(price) AS low, arg_max(price, n) AS close,
  sum(lots)::BIGINT AS volume
FROM trades
GROUP BY 1 ORDER BY 1`,
  },
  {
    id: 'biggest',
    title: 'Biggest trades',
    teaches: 'Who took them, and how far the middle of the touch had moved ten seconds later.',
    view: 'table',
    sql: `WITH big AS (
  SELECT * FROM trades ORDER BY lots DESC, n LIMIT 20
)
SELECT ts, symbol, aggressor, kind, price, lots,
  round((SELECT arg_max(mid, n) FROM touch
      WHERE touch.symbol = big.symbol AND touch.tsNs <= big.tsNs + 10000000000)
    - (SELECT arg_max(mid, n) FROM touch
      WHERE touch.symbol = big.symbol AND touch.tsNs < big.tsNs), 6) AS mid_change_10s
FROM big
ORDER BY lots DESC, n`,
  },
  {
    id: 'imbalance',
    title: 'Order-flow imbalance and price',
    teaches:
      'Buying less selling in ten seconds beside the price change of the same ten seconds: contemporaneous, not predictive.',
    view: 'bars',
    sql: `WITH flow AS (
  SELECT time_bucket(INTERVAL 10 SECOND, ts) AS bucket,
    sum(CASE aggressor WHEN 'buy' THEN lots WHEN 'sell' THEN -lots ELSE 0 END)::BIGINT AS imbalance
  FROM trades GROUP BY 1
), middle AS (
  SELECT time_bucket(INTERVAL 10 SECOND, ts) AS bucket, arg_max(mid, n) AS mid
  FROM touch WHERE mid IS NOT NULL GROUP BY 1
)
SELECT bucket, imbalance,
  mid - lag(mid) OVER (ORDER BY bucket) AS price_change
FROM middle LEFT JOIN flow USING (bucket)
ORDER BY 1`,
  },
  {
    id: 'lifetime',
    title: 'Lifetime of cancelled orders',
    teaches:
      'From accepted to cancelled. Most quotes live for a moment; the longest may still be alive and are not here.',
    view: 'bars',
    sql: `WITH born AS (
  SELECT symbol, id, min(tsNs) AS bornNs FROM orders WHERE event = 'accepted' GROUP BY ALL
), gone AS (
  SELECT symbol, id, max(tsNs) AS goneNs FROM orders WHERE event = 'cancelled' GROUP BY ALL
)
SELECT CASE
    WHEN lived < 1e6 THEN '1: below 1 ms' WHEN lived < 1e7 THEN '2: 1–10 ms'
    WHEN lived < 1e8 THEN '3: 10–100 ms' WHEN lived < 1e9 THEN '4: 0.1–1 s'
    WHEN lived < 1e10 THEN '5: 1–10 s' WHEN lived < 1e11 THEN '6: 10–100 s'
    ELSE '7: longer' END AS lived,
  count(*) AS orders
FROM (SELECT goneNs - bornNs AS lived FROM born JOIN gone USING (symbol, id) WHERE goneNs >= bornNs)
GROUP BY 1 ORDER BY 1`,
  },
  {
    id: 'aggressor',
    title: 'Volume by aggressor',
    teaches: 'Lots bought and sold by whoever crossed the spread; NULL are auctions, where nobody did.',
    view: 'bars',
    sql: `SELECT aggressor, sum(lots)::BIGINT AS lots, count(*) AS trades,
  round(sum(price * lots) / sum(lots), 4) AS average_price
FROM trades
GROUP BY 1 ORDER BY lots DESC`,
  },
  {
    id: 'depth',
    title: 'Depth at the playhead',
    teaches:
      'The book as it stands now, added up from the touch outwards. Beyond what the tape records it is unknown.',
    view: 'line',
    sql: `SELECT price, side,
  sum(lots) OVER (PARTITION BY symbol, side ORDER BY level)::BIGINT AS lots_up_to_here, lots
FROM depth
WHERE level <= 50
ORDER BY price`,
  },
];

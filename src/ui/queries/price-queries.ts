/** Saved queries about prices: bars, volatility and what it costs to move them. Pure data. */
import type { SavedQuery } from './saved-query';

export const priceQueries: readonly SavedQuery[] = [
  {
    id: 'bars',
    title: 'One-minute bars',
    teaches:
      'Open, high, low, close and volume from the prints; the last bar is still growing. Replay makes a tape of them.',
    formula: 'first, highest, lowest and last price; Σ lots',
    window: 'one minute',
    source: '',
    reading: 'counts',
    view: 'line',
    sql: `SELECT time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
  arg_min(price, n) AS open, max(price) AS high,
  min(price) AS low, arg_max(price, n) AS close,
  sum(lots)::BIGINT AS volume, count(*) AS trades,
  min(tsNs) // 60000000000 * 60000000000 AS tsNs, 60000000000 AS durationNs, symbol
FROM trades
GROUP BY minute, symbol ORDER BY minute, symbol`,
  },
  {
    id: 'signature',
    title: 'Volatility signature',
    teaches:
      'Realised volatility of the same stretch, sampled finer and coarser. Where it rises towards fine steps, bounces between bid and ask are counted as moves.',
    formula: '√Σ r², r the log return of the last mid of each step, in basis points of the whole stretch',
    window: 'the whole run so far, steps of 1 to 300 seconds',
    source: 'Andersen, Bollerslev, Diebold and Labys 2000; Hansen and Lunde 2006',
    reading: 'counts',
    view: 'line',
    sql: `WITH steps AS (
  SELECT unnest([1, 2, 5, 10, 20, 30, 60, 120, 300]) AS seconds
), sampled AS (
  SELECT symbol, seconds, tsNs // (seconds::BIGINT * 1000000000) AS step, ln(arg_max(mid, n)) AS x
  FROM touch CROSS JOIN steps WHERE mid > 0 GROUP BY ALL
), moves AS (
  SELECT symbol, seconds, x - lag(x) OVER (PARTITION BY symbol, seconds ORDER BY step) AS r FROM sampled
)
SELECT seconds, 1e4 * sqrt(sum(r * r)) AS volatility_bp, count(r) AS samples, symbol
FROM moves
GROUP BY seconds, symbol ORDER BY symbol, seconds`,
  },
  {
    id: 'clustering',
    title: 'Volatility clusters',
    teaches: 'Returns hardly remember themselves, their sizes do: calm follows calm.',
    formula: 'autocorrelation of r and of |r|, r the change of the mid in a second over the mid',
    window: 'steps of one second over the whole run so far, lags 1 to 50',
    source: 'Cont 2001',
    reading: 'counts',
    view: 'line',
    sql: `WITH seconds AS (
  SELECT symbol, tsNs // 1000000000 AS s, arg_max(mid, n) AS mid FROM touch WHERE mid > 0 GROUP BY ALL
), every AS (
  SELECT symbol, unnest(range(min(s), max(s) + 1)) AS s FROM seconds GROUP BY symbol
), filled AS (
  SELECT symbol, s, last_value(mid IGNORE NULLS) OVER (PARTITION BY symbol ORDER BY s) AS mid
  FROM every LEFT JOIN seconds USING (symbol, s)
), returns AS (
  SELECT symbol, s, mid / lag(mid) OVER (PARTITION BY symbol ORDER BY s) - 1 AS r FROM filled
), pairs AS (
  SELECT symbol, step, r, lead(r, step) OVER (PARTITION BY symbol, step ORDER BY s) AS later
  FROM returns CROSS JOIN (SELECT unnest([1, 2, 3, 5, 10, 20, 30, 50]) AS step)
  WHERE r IS NOT NULL
)
SELECT step AS lag, corr(r, later) AS of_returns, corr(abs(r), abs(later)) AS of_sizes,
  count(later) AS pairs, symbol
FROM pairs
GROUP BY step, symbol ORDER BY symbol, lag`,
  },
  {
    id: 'amihud',
    title: 'Amihud’s illiquidity',
    teaches: 'How much the price moves per unit of money traded: the larger, the thinner the market.',
    formula: '10⁶ · |ln(close / close before)| / turnover',
    window: 'one minute (the paper takes days)',
    source: 'Amihud 2002',
    reading: 'contemporaneous',
    view: 'line',
    sql: `WITH bars AS (
  SELECT symbol, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
    arg_max(price, n) AS close, sum(price * size) AS turnover
  FROM trades WHERE price > 0 GROUP BY minute, symbol
)
SELECT minute,
  1e6 * abs(ln(close / lag(close) OVER (PARTITION BY symbol ORDER BY minute))) / turnover AS illiquidity,
  turnover, symbol
FROM bars
ORDER BY symbol, minute`,
  },
];

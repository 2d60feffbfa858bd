/** Saved queries about what trading costs: spreads, depth, and where the price really is between them. Pure data. */
import type { SavedQuery } from './saved-query';

export const spreadQueries: readonly SavedQuery[] = [
  {
    id: 'spread',
    title: 'Spread by time of day',
    teaches: 'Each spread counts for as long as it stood. Spreads are usually widest after the open.',
    formula: 'Σ spread · time / Σ time',
    window: 'one minute',
    source: 'McInish and Wood 1992',
    reading: 'counts',
    view: 'line',
    sql: `WITH standing AS (
  SELECT symbol, ts, spread,
    lead(tsNs, 1, (SELECT tsNs FROM clock)) OVER (PARTITION BY symbol ORDER BY n) - tsNs AS stood
  FROM touch
)
SELECT time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
  sum(spread * stood) / nullif(sum(stood), 0) AS spread, symbol
FROM standing
WHERE spread IS NOT NULL
GROUP BY minute, symbol ORDER BY symbol, minute`,
  },
  {
    id: 'effective',
    title: 'Effective and realised spread',
    teaches:
      'What takers paid, what the other side kept ten seconds later, and what the price took away in between: effective = realised + impact.',
    formula: 'effective 2·D·(p − m), realised 2·D·(p − m after 10 s), D = ±1 by aggressor, weighted by lots',
    window: 'five minutes; prints of the last ten seconds are left out',
    source: 'Huang and Stoll 1996',
    reading: 'hindsight',
    view: 'line',
    sql: `WITH before AS (
  SELECT symbol, n, ts, tsNs, aggressor, price, lots,
    last_value(mid IGNORE NULLS) OVER (PARTITION BY symbol ORDER BY n) AS mid0
  FROM (
    SELECT symbol, n, ts, tsNs, NULL AS aggressor, NULL AS price, NULL AS lots, mid FROM touch
    UNION ALL
    SELECT symbol, n, ts, tsNs, aggressor, price, lots, NULL FROM trades
  )
), line AS (
  SELECT symbol, tsNs AS atNs, n AS place, NULL AS n, mid FROM touch
  UNION ALL
  SELECT symbol, tsNs + 10000000000, 9000000000000000000, n, NULL FROM trades
), after AS (
  SELECT symbol, n, last_value(mid IGNORE NULLS) OVER (PARTITION BY symbol ORDER BY atNs, place, n) AS mid1
  FROM line
), paid AS (
  SELECT symbol, ts, lots, CASE aggressor WHEN 'buy' THEN 2 ELSE -2 END AS d, price, mid0, mid1
  FROM before JOIN after USING (symbol, n)
  WHERE aggressor IS NOT NULL AND mid0 IS NOT NULL
    AND tsNs + 10000000000 <= (SELECT tsNs FROM clock)
)
SELECT time_bucket(INTERVAL 5 MINUTE, ts) AS five_minutes,
  sum(d * (price - mid0) * lots) / sum(lots) AS effective,
  sum(d * (price - mid1) * lots) / sum(lots) AS realised,
  sum(d * (mid1 - mid0) * lots) / sum(lots) AS impact, symbol
FROM paid
GROUP BY five_minutes, symbol ORDER BY symbol, five_minutes`,
  },
  {
    id: 'roll',
    title: 'Roll’s spread',
    teaches:
      'The spread as prints alone betray it: prices that jump between bid and ask have a negative covariance. NULL: it was not negative, and the measure says nothing.',
    formula: '2·√(−cov(Δp of a print, Δp of the print before))',
    window: 'five minutes; quoted: mean spread just before the prints',
    source: 'Roll 1984',
    reading: 'counts',
    view: 'line',
    sql: `WITH before AS (
  SELECT symbol, n, ts, price, last_value(spread IGNORE NULLS) OVER (PARTITION BY symbol ORDER BY n) AS quoted
  FROM (
    SELECT symbol, n, ts, NULL AS price, spread FROM touch
    UNION ALL
    SELECT symbol, n, ts, price, NULL FROM trades
  )
), changes AS (
  SELECT symbol, n, ts, quoted, price - lag(price) OVER (PARTITION BY symbol ORDER BY n) AS dp
  FROM before WHERE price IS NOT NULL
), pairs AS (
  SELECT *, lag(dp) OVER (PARTITION BY symbol ORDER BY n) AS dp0 FROM changes
)
SELECT time_bucket(INTERVAL 5 MINUTE, ts) AS five_minutes,
  CASE WHEN covar_samp(dp, dp0) < 0 THEN 2 * sqrt(-covar_samp(dp, dp0)) END AS roll,
  avg(quoted) AS quoted, count(dp0) AS pairs, symbol
FROM pairs
GROUP BY five_minutes, symbol ORDER BY symbol, five_minutes`,
  },
  {
    id: 'microprice',
    title: 'Microprice and the next move',
    teaches:
      'The side with fewer lots gives way first: the more of the touch is bid, the more often the middle moves up next. Counted on the same data that it is drawn from.',
    formula:
      'microprice (bid·askLots + ask·bidLots) / (bidLots + askLots); imbalance bidLots / (bidLots + askLots)',
    window: 'every change of the touch, by tenths of imbalance',
    source: 'Gatheral and Oomen 2010; Stoikov 2018',
    reading: 'hindsight',
    view: 'bars',
    sql: `WITH moves AS (
  SELECT *, CASE WHEN mid <> lag(mid) OVER (PARTITION BY symbol ORDER BY n) THEN mid END AS moved
  FROM touch WHERE mid IS NOT NULL
), ahead AS (
  SELECT symbol, mid, (bid * askLots + ask * bidLots) / (bidLots + askLots) AS micro,
    least(9, (10 * bidLots) // (bidLots + askLots)) AS tenth,
    first_value(moved IGNORE NULLS) OVER (
      PARTITION BY symbol ORDER BY n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS mid1
  FROM moves
)
SELECT tenth / 10 + 0.05 AS imbalance,
  100 * avg(CASE WHEN mid1 > mid THEN 1 ELSE 0 END) AS next_move_up_percent,
  avg(micro - mid) AS micro_less_mid, avg(mid1 - mid) AS next_move, symbol
FROM ahead WHERE mid1 IS NOT NULL
GROUP BY tenth, symbol ORDER BY symbol, tenth`,
  },
  {
    id: 'depth',
    title: 'Depth at the playhead',
    teaches:
      'The book as it stands now, added up from the touch outwards. Beyond what the tape records it is unknown.',
    formula: 'Σ lots from the best level to this one',
    window: 'the moment of the playhead, 50 levels a side',
    source: '',
    reading: 'counts',
    view: 'line',
    sql: `SELECT price, side,
  sum(lots) OVER (PARTITION BY symbol, side ORDER BY level)::BIGINT AS lots_up_to_here, lots, symbol
FROM depth
WHERE level <= 50
ORDER BY symbol, price`,
  },
  {
    id: 'standing',
    title: 'How long a best price stands',
    teaches: 'From the moment a price became best to the moment it was not. Most stand for a blink.',
    formula: 'time between changes of a best price; the one in force is left out',
    window: 'the whole run so far, by powers of ten',
    source: '',
    reading: 'counts',
    view: 'bars',
    sql: `WITH prices AS (
  SELECT symbol, 'buy' AS side, n, tsNs, bidUnits AS units FROM touch
  UNION ALL
  SELECT symbol, 'sell', n, tsNs, askUnits FROM touch
), changes AS (
  SELECT * FROM prices
  QUALIFY units IS DISTINCT FROM lag(units) OVER (PARTITION BY symbol, side ORDER BY n)
), stood AS (
  SELECT symbol, side, units, lead(tsNs) OVER (PARTITION BY symbol, side ORDER BY n) - tsNs AS ns FROM changes
)
SELECT CASE
    WHEN ns < 1e6 THEN '1: below 1 ms' WHEN ns < 1e7 THEN '2: 1–10 ms'
    WHEN ns < 1e8 THEN '3: 10–100 ms' WHEN ns < 1e9 THEN '4: 0.1–1 s'
    WHEN ns < 1e10 THEN '5: 1–10 s' WHEN ns < 1e11 THEN '6: 10–100 s'
    ELSE '7: longer' END AS stood,
  count(*) FILTER (WHERE side = 'buy') AS bids, count(*) FILTER (WHERE side = 'sell') AS asks, symbol
FROM stood WHERE ns IS NOT NULL AND units IS NOT NULL
GROUP BY ALL ORDER BY symbol, stood`,
  },
];

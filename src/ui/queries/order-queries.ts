/** Saved queries about orders: how long they live, how many are filled, when things happen. Pure data. */
import type { SavedQuery } from './saved-query';

export const orderQueries: readonly SavedQuery[] = [
  {
    id: 'lifetime',
    title: 'Lifetime of cancelled orders',
    teaches:
      'From accepted to cancelled. Most quotes live for a moment; the longest may still be alive and are not here.',
    formula: 'time of the last cancellation − time of acceptance',
    window: 'the whole run so far, by powers of ten',
    source: 'Hasbrouck and Saar 2009',
    reading: 'counts',
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
  count(*) AS orders, symbol
FROM (SELECT symbol, goneNs - bornNs AS lived FROM born JOIN gone USING (symbol, id) WHERE goneNs >= bornNs)
GROUP BY ALL ORDER BY symbol, lived`,
  },
  {
    id: 'queue',
    title: 'Fill probability by queue position',
    teaches:
      'Of the orders that joined the best price and have ended, how many traded, by lots that stood ahead. Lots whose orders the source does not name are not seen ahead.',
    formula: 'orders with a fill / orders that ended, by fifth of lots ahead on entry',
    window: 'the whole run so far; replaced orders are left out',
    source: 'Moallemi and Yuan 2017',
    reading: 'hindsight',
    view: 'bars',
    sql: `WITH entered AS (
  SELECT symbol, id, min(n) AS n, any_value(side) AS side, any_value(priceUnits) AS units, sum(lots) AS lots
  FROM orders WHERE event = 'accepted' GROUP BY symbol, id HAVING count(*) = 1
), left_lots AS (
  SELECT symbol, makerId AS id, n, lots, true AS isFill FROM trades WHERE kind IN ('fill', 'displayed')
  UNION ALL
  SELECT symbol, takerId, n, lots, true FROM trades WHERE kind = 'fill'
  UNION ALL
  SELECT symbol, id, n, lots, false FROM orders WHERE event IN ('cancelled', 'reduced')
), queue AS (
  SELECT symbol, side, units, n, id, lots FROM entered
  UNION ALL
  SELECT e.symbol, e.side, e.units, l.n, NULL, -l.lots FROM left_lots AS l JOIN entered AS e USING (symbol, id)
), joined AS (
  SELECT symbol, id, n, side, units, greatest(0, sum(lots) OVER (PARTITION BY symbol, side, units ORDER BY n) - lots) AS ahead
  FROM queue QUALIFY id IS NOT NULL
), best AS (
  SELECT symbol, id, last_value(bid IGNORE NULLS) OVER w AS bid, last_value(ask IGNORE NULLS) OVER w AS ask
  FROM (
    SELECT symbol, n, NULL AS id, bidUnits AS bid, askUnits AS ask FROM touch
    UNION ALL
    SELECT symbol, n, id, NULL, NULL FROM entered
  ) WINDOW w AS (PARTITION BY symbol ORDER BY n)
), ended AS (
  SELECT symbol, id, bool_or(isFill) AS hasFill FROM left_lots GROUP BY symbol, id
), known AS (
  SELECT j.symbol, ahead, hasFill, ntile(5) OVER (PARTITION BY j.symbol ORDER BY ahead, j.n) AS fifth
  FROM joined AS j JOIN best AS b USING (symbol, id) JOIN ended USING (symbol, id)
  WHERE units = CASE side WHEN 'buy' THEN b.bid ELSE b.ask END
    AND (symbol, id) NOT IN (SELECT (symbol, id) FROM orders WHERE event = 'replaced')
)
SELECT fifth, 100 * avg(CASE WHEN hasFill THEN 1 ELSE 0 END) AS filled_percent,
  min(ahead)::BIGINT AS ahead_from, max(ahead)::BIGINT AS ahead_to, count(*) AS orders, symbol
FROM known
GROUP BY fifth, symbol ORDER BY symbol, fifth`,
  },
  {
    id: 'cancels',
    title: 'Cancellations',
    teaches:
      'How many orders are taken back for each that is placed, and how many are placed for each trade.',
    formula: 'cancelled / accepted; accepted / prints',
    window: 'one minute',
    source: 'Hasbrouck and Saar 2009',
    reading: 'counts',
    view: 'line',
    sql: `WITH counted AS (
  SELECT symbol, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
    count(*) FILTER (WHERE event = 'accepted') AS accepted,
    count(*) FILTER (WHERE event = 'cancelled') AS cancelled
  FROM orders GROUP BY minute, symbol
), printed AS (
  SELECT symbol, time_bucket(INTERVAL 1 MINUTE, ts) AS minute, count(*) AS trades
  FROM trades GROUP BY minute, symbol
)
SELECT minute, cancelled / nullif(accepted, 0) AS cancel_ratio,
  accepted / nullif(trades, 0) AS orders_per_trade, accepted, cancelled, coalesce(trades, 0) AS trades, symbol
FROM counted LEFT JOIN printed USING (symbol, minute)
ORDER BY symbol, minute`,
  },
  {
    id: 'waiting',
    title: 'Waiting times between trades',
    teaches:
      'How long until the next print, beside what chance alone would give: real trades come in bursts, so both ends are too full.',
    formula: 'share of gaps in a bin; by chance e^(−from/mean) − e^(−to/mean)',
    window: 'the whole run so far; prints of one moment are one',
    source: 'Engle and Russell 1998',
    reading: 'counts',
    view: 'bars',
    sql: `WITH moments AS (
  SELECT DISTINCT symbol, tsNs FROM trades
), gaps AS (
  SELECT symbol, tsNs - lag(tsNs) OVER (PARTITION BY symbol ORDER BY tsNs) AS ns FROM moments
), known AS (
  SELECT symbol, ns, floor(log10(ns))::INTEGER AS power, avg(ns) OVER (PARTITION BY symbol) AS mean,
    count(*) OVER (PARTITION BY symbol) AS total
  FROM gaps WHERE ns > 0
)
SELECT '10^' || (power - 9) || ' s and more' AS gap,
  100.0 * count(*) / total AS percent,
  100 * (exp(-(10.0 ** power) / mean) - exp(-(10.0 ** (power + 1)) / mean)) AS by_chance_percent,
  count(*) AS gaps, median(ns) / 1e9 AS median_s, symbol
FROM known
GROUP BY power, mean, total, symbol ORDER BY symbol, power`,
  },
  {
    id: 'biggest',
    title: 'Biggest trades',
    teaches: 'Who took them, and how far the middle of the touch had moved ten seconds later.',
    formula: 'mid at most 10 s later − mid before the moment',
    window: 'the twenty largest prints so far',
    source: '',
    reading: 'hindsight',
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
];

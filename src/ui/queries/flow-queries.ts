/** Saved queries about who trades and what it does to the price. Pure data. */
import type { SavedQuery } from './saved-query';

const signed = `CASE aggressor WHEN 'buy' THEN lots WHEN 'sell' THEN -lots ELSE 0 END`;
const middles = `SELECT symbol, time_bucket(INTERVAL 10 SECOND, ts) AS bucket, arg_max(mid, n) AS mid
  FROM touch WHERE mid IS NOT NULL GROUP BY bucket, symbol`;
const touchFlow = `steps AS (
  SELECT symbol, n, ts, mid, bidUnits, askUnits, bidLots, askLots,
    lag(bidUnits) OVER w AS bid0, lag(bidLots) OVER w AS bidLots0,
    lag(askUnits) OVER w AS ask0, lag(askLots) OVER w AS askLots0
  FROM touch WHERE mid IS NOT NULL
  WINDOW w AS (PARTITION BY symbol ORDER BY n)
), flow AS (
  SELECT symbol, time_bucket(INTERVAL 10 SECOND, ts) AS bucket, arg_max(mid, n) AS mid,
    sum(CASE WHEN bidUnits >= bid0 THEN bidLots ELSE 0 END - CASE WHEN bidUnits <= bid0 THEN bidLots0 ELSE 0 END
      - CASE WHEN askUnits <= ask0 THEN askLots ELSE 0 END
      + CASE WHEN askUnits >= ask0 THEN askLots0 ELSE 0 END)::BIGINT AS ofi
  FROM steps GROUP BY bucket, symbol
), moves AS (
  SELECT *, mid - lag(mid) OVER (PARTITION BY symbol ORDER BY bucket) AS change FROM flow
)`;
const volumeBuckets = `flow AS (
  SELECT symbol, n, ts, tsNs, price, lots,
    CASE aggressor WHEN 'buy' THEN 1 WHEN 'sell' THEN -1 ELSE 0 END AS sign,
    (sum(lots) OVER (PARTITION BY symbol ORDER BY n))::BIGINT AS upTo,
    greatest(1, (sum(lots) OVER (PARTITION BY symbol))::BIGINT // 50) AS size
  FROM trades
), parts AS (
  SELECT *, unnest(range((upTo - lots) // size, (upTo - 1) // size + 1)) AS bucket FROM flow
)`;

export const flowQueries: readonly SavedQuery[] = [
  {
    id: 'ofi',
    title: 'Order-flow imbalance and price',
    teaches:
      'What was added to the bid and taken from the ask, less the reverse, beside the price change of the same ten seconds.',
    formula: 'Σ 1{b ≥ b₀}·q − 1{b ≤ b₀}·q₀ − 1{a ≤ a₀}·r + 1{a ≥ a₀}·r₀ over changes of the touch',
    window: 'ten seconds',
    source: 'Cont, Kukanov and Stoikov 2014',
    reading: 'contemporaneous',
    view: 'bars',
    sql: `WITH ${touchFlow}
SELECT bucket, ofi, change AS price_change, symbol
FROM moves
ORDER BY symbol, bucket`,
  },
  {
    id: 'ofi-fit',
    title: 'How much order-flow imbalance explains',
    teaches:
      'One regression a window: how far the price goes per lot of imbalance, and which part of its variance that is.',
    formula: 'Δmid = α + β · OFI; R²',
    window: 'steps of ten seconds, regressed over 30 minutes',
    source: 'Cont, Kukanov and Stoikov 2014',
    reading: 'contemporaneous',
    view: 'line',
    sql: `WITH ${touchFlow}
SELECT time_bucket(INTERVAL 30 MINUTE, bucket) AS half_hour,
  regr_r2(change, ofi) AS r2, regr_slope(change, ofi) AS beta, count(change) AS steps, symbol
FROM moves
GROUP BY half_hour, symbol ORDER BY symbol, half_hour`,
  },
  {
    id: 'imbalance',
    title: 'Trade imbalance and price',
    teaches: 'Lots bought less lots sold by takers, beside the price change of the same ten seconds.',
    formula: 'Σ lots bought − Σ lots sold',
    window: 'ten seconds',
    source: 'Chordia, Roll and Subrahmanyam 2002',
    reading: 'contemporaneous',
    view: 'bars',
    sql: `WITH flow AS (
  SELECT symbol, time_bucket(INTERVAL 10 SECOND, ts) AS bucket,
    sum(${signed})::BIGINT AS imbalance
  FROM trades GROUP BY bucket, symbol
), middle AS (
  ${middles}
)
SELECT bucket, imbalance,
  mid - lag(mid) OVER (PARTITION BY symbol ORDER BY bucket) AS price_change, symbol
FROM middle LEFT JOIN flow USING (bucket, symbol)
ORDER BY symbol, bucket`,
  },
  {
    id: 'kyle',
    title: 'Kyle’s λ',
    teaches: 'How far the price moves per lot that takers buy: the steeper, the less liquid.',
    formula: 'Δmid = α + λ · (lots bought − lots sold)',
    window: 'steps of ten seconds, regressed over 30 minutes',
    source: 'Kyle 1985; as a regression, Hasbrouck 2007, ch. 7',
    reading: 'contemporaneous',
    view: 'line',
    sql: `WITH flow AS (
  SELECT symbol, time_bucket(INTERVAL 10 SECOND, ts) AS bucket, sum(${signed}) AS lots
  FROM trades GROUP BY bucket, symbol
), middle AS (
  ${middles}
), moves AS (
  SELECT symbol, bucket, coalesce(lots, 0)::DOUBLE AS lots,
    mid - lag(mid) OVER (PARTITION BY symbol ORDER BY bucket) AS change
  FROM middle LEFT JOIN flow USING (bucket, symbol)
)
SELECT time_bucket(INTERVAL 30 MINUTE, bucket) AS half_hour,
  regr_slope(change, lots) AS lambda, regr_r2(change, lots) AS r2, count(change) AS steps, symbol
FROM moves
GROUP BY half_hour, symbol ORDER BY symbol, half_hour`,
  },
  {
    id: 'vpin',
    title: 'VPIN',
    teaches:
      'How one-sided trading is, on a clock that ticks with volume. Uses the recorded aggressor, not the bulk classification of the paper; what it warns of is disputed.',
    formula: 'mean of |lots bought − lots sold| / lots of a bucket',
    window: 'buckets of 1/50 of the volume so far, mean of the last ten; a print is split between buckets',
    source: 'Easley, López de Prado and O’Hara 2012; against it Andersen and Bondarenko 2014',
    reading: 'contemporaneous',
    view: 'line',
    sql: `WITH ${volumeBuckets}, buckets AS (
  SELECT symbol, bucket, size, max(ts) AS ended,
    sum(sign * (least(upTo, (bucket + 1) * size) - greatest(upTo - lots, bucket * size))) AS imbalance
  FROM parts WHERE bucket < 50 GROUP BY symbol, bucket, size
)
SELECT ended,
  avg(abs(imbalance) / size) OVER (PARTITION BY symbol ORDER BY bucket ROWS 9 PRECEDING) AS vpin,
  abs(imbalance) / size AS this_bucket, symbol
FROM buckets
ORDER BY symbol, bucket`,
  },
  {
    id: 'volume-clock',
    title: 'The volume clock',
    teaches:
      'Fifty bars of equal volume: time runs fast when the market is busy, and returns per bar are tamer than per minute.',
    formula: 'bars that close when 1/50 of the volume so far has traded',
    window: '1/50 of the volume so far',
    source: 'Clark 1973; Easley, López de Prado and O’Hara 2012',
    reading: 'counts',
    view: 'bars',
    sql: `WITH ${volumeBuckets}, bars AS (
  SELECT symbol, bucket, min(tsNs) AS fromNs, max(tsNs) AS toNs, arg_max(price, n) AS close
  FROM parts WHERE bucket < 50 GROUP BY symbol, bucket
)
SELECT bucket + 1 AS bar, (toNs - fromNs) / 1e9 AS seconds,
  1e4 * ln(close / lag(close) OVER (PARTITION BY symbol ORDER BY bucket)) AS return_bp, close, symbol
FROM bars
ORDER BY symbol, bar`,
  },
  {
    id: 'cvd',
    title: 'Cumulative volume delta',
    teaches:
      'All that takers bought less all that they sold, since the start, beside the middle of the touch.',
    formula: 'running Σ (lots bought − lots sold)',
    window: 'ten seconds, added up from the start',
    source: '',
    reading: 'contemporaneous',
    view: 'line',
    sql: `WITH flow AS (
  SELECT symbol, time_bucket(INTERVAL 10 SECOND, ts) AS bucket, sum(${signed}) AS delta
  FROM trades GROUP BY bucket, symbol
), middle AS (
  ${middles}
)
SELECT bucket, (sum(coalesce(delta, 0)) OVER (PARTITION BY symbol ORDER BY bucket))::BIGINT AS cvd, mid, symbol
FROM middle FULL JOIN flow USING (bucket, symbol)
ORDER BY symbol, bucket`,
  },
  {
    id: 'signs',
    title: 'Do buys follow buys?',
    teaches:
      'Large orders come in pieces, so the sign of trades remembers itself for long. Prints of one moment and side are one order.',
    formula: 'correlation of the sign with the sign `lag` orders later',
    window: 'the whole run so far, lags 1 to 20',
    source: 'Lillo and Farmer 2004; Bouchaud and others 2004',
    reading: 'counts',
    view: 'bars',
    sql: `WITH takers AS (
  SELECT symbol, tsNs, aggressor, min(n) AS n
  FROM trades WHERE aggressor IS NOT NULL GROUP BY ALL
), signs AS (
  SELECT symbol, CASE aggressor WHEN 'buy' THEN 1.0 ELSE -1.0 END AS sign,
    row_number() OVER (PARTITION BY symbol ORDER BY n) AS k
  FROM takers
), pairs AS (
  SELECT symbol, step, sign, lead(sign, step) OVER (PARTITION BY symbol, step ORDER BY k) AS later
  FROM signs CROSS JOIN (SELECT unnest(range(1, 21)) AS step)
)
SELECT step AS lag, corr(sign, later) AS autocorrelation, count(later) AS pairs, symbol
FROM pairs
GROUP BY step, symbol ORDER BY symbol, lag`,
  },
  {
    id: 'impact',
    title: 'Price impact by size',
    teaches:
      'How far the middle had gone ten seconds after orders of each fifth of sizes: it grows with size, but less than in proportion.',
    formula: 'D · (mid after 10 s − mid before), in basis points of the mid, mean by fifth of lots',
    window: 'the whole run so far; orders of the last ten seconds are left out',
    source: 'Hasbrouck 1991; Lillo, Farmer and Mantegna 2003',
    reading: 'hindsight',
    view: 'bars',
    sql: `WITH before AS (
  SELECT symbol, n, tsNs, aggressor, lots,
    last_value(mid IGNORE NULLS) OVER (PARTITION BY symbol ORDER BY n) AS mid0
  FROM (
    SELECT symbol, n, tsNs, NULL AS aggressor, NULL AS lots, mid FROM touch
    UNION ALL
    SELECT symbol, n, tsNs, aggressor, lots, NULL FROM trades WHERE aggressor IS NOT NULL
  )
), takers AS (
  SELECT symbol, tsNs, aggressor, min(n) AS n, sum(lots) AS lots, arg_min(mid0, n) AS mid0
  FROM before WHERE aggressor IS NOT NULL GROUP BY symbol, tsNs, aggressor
), line AS (
  SELECT symbol, tsNs AS atNs, n AS place, NULL AS n, mid FROM touch
  UNION ALL
  SELECT symbol, tsNs + 10000000000, 9000000000000000000, n, NULL FROM takers
), after AS (
  SELECT symbol, n, last_value(mid IGNORE NULLS) OVER (PARTITION BY symbol ORDER BY atNs, place, n) AS mid1
  FROM line
), moved AS (
  SELECT symbol, lots, ntile(5) OVER (PARTITION BY symbol ORDER BY lots, n) AS fifth,
    CASE aggressor WHEN 'buy' THEN 1e4 ELSE -1e4 END * (mid1 - mid0) / mid0 AS bp
  FROM takers JOIN after USING (symbol, n)
  WHERE mid0 > 0 AND tsNs + 10000000000 <= (SELECT tsNs FROM clock)
)
SELECT fifth, avg(bp) AS impact_bp, median(bp) AS median_bp,
  min(lots)::BIGINT AS lots_from, max(lots)::BIGINT AS lots_to, count(*) AS orders, symbol
FROM moved
GROUP BY fifth, symbol ORDER BY symbol, fifth`,
  },
  {
    id: 'aggressor',
    title: 'Volume by aggressor',
    teaches: 'Lots bought and sold by whoever crossed the spread; NULL are auctions, where nobody did.',
    formula: 'Σ lots; average price Σ price · lots / Σ lots',
    window: 'the whole run so far',
    source: '',
    reading: 'counts',
    view: 'bars',
    sql: `SELECT aggressor, sum(lots)::BIGINT AS lots, count(*) AS trades,
  round(sum(price * lots) / sum(lots), 4) AS average_price, symbol
FROM trades
GROUP BY aggressor, symbol ORDER BY symbol, lots DESC`,
  },
  {
    id: 'hidden',
    title: 'Hidden and displayed volume',
    teaches:
      'Which part of what traded had never been displayed. Only sources that mark such prints tell it.',
    formula: 'Σ lots by kind of print; share of all lots',
    window: 'the whole run so far',
    source: 'Hasbrouck and Saar 2009',
    reading: 'counts',
    view: 'bars',
    sql: `SELECT kind, sum(lots)::BIGINT AS lots, count(*) AS prints,
  100 * sum(lots)::DOUBLE / sum(sum(lots)) OVER (PARTITION BY symbol) AS percent, symbol
FROM trades
GROUP BY kind, symbol ORDER BY symbol, lots DESC`,
  },
];

/**
 * Tapes that stand beside a run: headlines, corporate actions and figures as commands of the run (docs/FORMATS.md §5).
 * Reads only the blocks within the run's time, so such a tape may be long. Knows no engine and no clock.
 * Invariant: what a row becomes depends on the tape and on the run's instruments alone.
 */
import { TapedeckError } from '../layout/errors';
import { CommandKind, Rank } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { limits } from '../scenario/manifest';
import { column, i64Column, numberColumn, type TapeBlock } from './block';
import { tapeError } from './errors';
import { parseDecimal } from './events/decimal';
import type { TapeInstrument } from './hash';
import { actionTypes, schemas } from './schemas';
import type { TapeSource } from './tape';

export interface BesideRows {
  readonly hash: string;
  /** in order of time; numbers of texts count from the first text of this tape */
  readonly commands: readonly CommandInput[];
  readonly texts: readonly string[];
  /** rows within the run's time whose instrument the run does not have */
  readonly otherRows: number;
}

/** First and last moment of a run. */
export interface BesideSpan {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** What has to be known of an instrument of the run. */
export type BesideInstrument = Pick<TapeInstrument, 'symbol' | 'priceUnit'> & { readonly venue?: string };

interface Place {
  readonly index: number;
  /** cash units of the tape are `cash` units of the run for each `shares` shares */
  readonly cash: bigint;
  readonly shares: bigint;
}

const command = (tsNs: bigint, instrument: number, kind: number): CommandInput => ({
  ...{ tsNs, instrument, kind, orderId: 1n, priceUnits: 0n, lots: 1 },
  ...{ side: 0, tif: 0, flags: 0, rank: Rank.corporate, displayShift: 0, account: 0 },
});

/** a / b as the smallest whole numbers; both are decimal texts above zero. */
function ratioOf(a: string, b: string): { cash: bigint; shares: bigint } {
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  if (x === undefined || y === undefined) throw new Error('a price unit is a decimal');
  let cash = x.units * 10n ** BigInt(y.scale);
  let shares = y.units * 10n ** BigInt(x.scale);
  let [p, q] = [cash, shares];
  while (q !== 0n) [p, q] = [q, p % q];
  cash /= p;
  shares /= p;
  return { cash, shares };
}

/** Where each of the tape's instruments stands in the run; null: nowhere. */
function placesOf(tape: readonly TapeInstrument[], run: readonly BesideInstrument[]): (Place | null)[] {
  return tape.map(({ symbol, venue, priceUnit }) => {
    const index = run.findIndex((one) => {
      const isVenue = !one.venue || venue === '' || one.venue === venue;
      return one.symbol === symbol && isVenue;
    });
    const found = run[index];
    return found === undefined ? null : { index, ...ratioOf(priceUnit, found.priceUnit) };
  });
}

function actionOf(block: TapeBlock, row: number, base: CommandInput, place: Place): CommandInput {
  const type = actionTypes[numberColumn(block, 'kind')[row] as number];
  const value = (name: string): number => numberColumn(block, name)[row] as number;
  switch (type) {
    case 'split':
      return {
        ...base,
        kind: CommandKind.split,
        lots: value('newShares'),
        orderId: BigInt(value('oldShares')),
      };
    case 'dividend': {
      const priceUnits = (i64Column(block, 'cashUnits')[row] as bigint) * place.cash;
      if (priceUnits >= 2n ** 63n)
        throw tapeError('outOfRange', { row }, 'holds a dividend that is too large.');
      return { ...base, kind: CommandKind.dividend, priceUnits, orderId: place.shares };
    }
    case 'symbolChange':
      return { ...base, kind: CommandKind.symbolChange };
    case 'delist':
      return { ...base, kind: CommandKind.delist };
    default:
      throw tapeError(
        'outOfRange',
        { row },
        `is a corporate action of kind ${value('kind')}, which is unknown.`,
      );
  }
}

function rowOf(block: TapeBlock, row: number, place: Place): CommandInput {
  const base = command(i64Column(block, 'tsExchNs')[row] as bigint, place.index, CommandKind.news);
  if (block.schema === 'action') return actionOf(block, row, base, place);
  const known = { ...base, lots: numberColumn(block, 'text')[row] as number };
  if (block.schema === 'news') return { ...known, orderId: 0n };
  return {
    ...known,
    kind: CommandKind.fact,
    orderId: BigInt(column(block, 'decimals')[row] as number),
    priceUnits: i64Column(block, 'value')[row] as bigint,
  };
}

const tooMany = (hash: string): TapedeckError => {
  const message = `The tapes beside this run have more than ${limits.besideRows} rows within its time. Make a slice of them, or take fewer; nothing was changed.`;
  return new TapedeckError('E-RUN-12', message, { hash, most: limits.besideRows });
};

/** Throws E-RUN-10 for a tape that is played by itself, E-RUN-12 for too many rows, E-TAPE-* for a damaged one. */
export async function readBeside(
  source: TapeSource,
  instruments: readonly BesideInstrument[],
  span: BesideSpan,
): Promise<BesideRows> {
  const { hash, name, schema, texts = [], instruments: own } = source.manifest;
  if (schemas[schema].isPlayed) {
    const message = `“${name}” is a ${schema} tape: it is played by itself and cannot stand beside a run. Open it alone.`;
    throw new TapedeckError('E-RUN-10', message, { hash, schema });
  }
  const places = placesOf(own, instruments);
  const commands: CommandInput[] = [];
  let otherRows = 0;
  const { first, end } = await source.blockRange(span.fromNs, span.toNs);
  for (let index = first; index < end; index++) {
    const block = await source.readBlock(index);
    const times = i64Column(block, 'tsExchNs');
    const which = numberColumn(block, 'instrument');
    for (let row = 0; row < block.rows; row++) {
      const tsNs = times[row] as bigint;
      if (tsNs < span.fromNs || tsNs > span.toNs) continue;
      const place = places[which[row] as number] ?? null;
      if (place === null) otherRows += 1;
      else commands.push(rowOf(block, row, place));
    }
    if (commands.length > limits.besideRows) throw tooMany(hash);
  }
  return { hash, commands, texts, otherRows };
}

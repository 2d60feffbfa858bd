/**
 * Answers questions about money from a run that stands still: reads the engine's records and the invoice's sums. Knows no
 * rule of fees. Invariant: asking changes nothing.
 */
import { markChoices, twiceMark, unrealised, type MarkPrices } from '../engine/account-money';
import { TapedeckError } from '../layout/errors';
import { Side } from '../layout/layout.gen';
import { collectorsOf } from '../scenario/venues';
import type { Consolidated, Invoice, Run } from '../sim';
import type { AccountBook, AccountRow, HoldingRow, MoneyAnswer, MoneyQuestion } from './money-protocol';

function marksOf(run: Run, instrument: number): MarkPrices {
  const best = (side: number): bigint | null => run.engine.depth(instrument, side, 1)[0]?.priceUnits ?? null;
  const { tradeCount, lastPriceUnits } = run.engine.bookCounters(instrument);
  return { last: tradeCount === 0 ? null : lastPriceUnits, bid: best(Side.buy), ask: best(Side.sell) };
}

function accountRows(run: Run, { mark }: Extract<MoneyQuestion, { what: 'accounts' }>): AccountRow[] {
  const { accounts, venues } = run.manifest;
  const count = run.tape?.instruments.length ?? run.manifest.instruments.length;
  const marks = Array.from({ length: count }, (_, instrument) => marksOf(run, instrument));
  const starts = new Map(accounts.map(({ id, cash }) => [id, cash]));
  for (const id of collectorsOf(venues)) if (!starts.has(id)) starts.set(id, 0n);
  return [...starts].map(([account, initial]) => {
    const holdings: HoldingRow[] = [];
    for (const [instrument, prices] of marks.entries()) {
      const { position, cost, realised, boughtLots, soldLots, instrumentFees } = run.engine.account(
        account,
        instrument,
      );
      if (position === 0n && boughtLots === 0n && soldLots === 0n) continue;
      const held = { position, cost, realised, boughtLots, soldLots, instrumentFees };
      const open = unrealised(held, twiceMark(mark, position, prices));
      holdings.push({ instrument, ...held, unrealised: open });
    }
    const { available, locked, spent, received, fees, entries } = run.engine.account(account, 0);
    return { account, initial, available, locked, spent, received, fees, entries, holdings };
  });
}

/** Everybody who can have paid or received: accounts, who collects, the market at large. */
function booksOf(run: Run): AccountBook[] {
  const { accounts, venues } = run.manifest;
  const ids = new Set([...accounts.map(({ id }) => id), ...collectorsOf(venues), 0]);
  return [...ids].map((account) => {
    const { fees, entries } = run.engine.account(account, 0);
    return { account, fees, entries };
  });
}

interface MoneySinks {
  readonly invoice: Invoice;
  readonly consolidated: Consolidated;
}

export function answerMoney(
  run: Run,
  { invoice, consolidated }: MoneySinks,
  question: MoneyQuestion,
): MoneyAnswer {
  switch (question.what) {
    case 'accounts':
      if (!markChoices.includes(question.mark)) {
        throw new TapedeckError('E-CELL-16', `A mark is one of: ${markChoices.join(', ')}.`);
      }
      return { what: 'accounts', mark: question.mark, accounts: accountRows(run, question) };
    case 'invoice': {
      const { reports } = run.manifest;
      const isReported = reports.includes('fee') || reports.includes('entry');
      const lines = invoice.lines(question.account ?? undefined);
      return { what: 'invoice', isReported, lines, books: booksOf(run) };
    }
    case 'touch': {
      const { instrument } = question;
      return {
        what: 'touch',
        isWhole: run.manifest.reports.includes('touch'),
        bid: consolidated.side(instrument, 'buy'),
        ask: consolidated.side(instrument, 'sell'),
        tradeThroughCount: consolidated.tradeThroughCount,
      };
    }
    default:
      throw new TapedeckError('E-CELL-16', 'There is no such question about money.');
  }
}

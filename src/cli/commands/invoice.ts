/** `invoice`: plays a run to its end and prints what accounts paid to whom, line by line. */
import { TapedeckError } from '../../layout/errors';
import { Invoice, type InvoiceLine } from '../../sim/invoice';
import type { CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { openShared } from '../shared-input';
import { withWholeRun } from '../whole-run';
import { requireOpened } from './run';

const spec: CommandSpec = {
  name: 'invoice',
  operands: 'MANIFEST|LINK|FILE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'play a run to its end, print what each account paid to whom',
  details: [
    'Amounts are in money units (price unit × lot); negative ones are rebates, and cash that was received.',
  ],
  options: [
    { name: 'account', value: 'N', help: 'only what this account paid' },
    { name: 'json', help: 'one line of NDJSON a row instead of a table' },
    { name: 'tape', value: 'DIR', help: 'folder of the tape, where the run needs one' },
  ],
};

const cellsOf = ({ account, symbol, venue, line, collector, count, amount }: InvoiceLine): string[] => [
  String(account),
  symbol,
  venue,
  line,
  String(collector),
  String(count),
  amount.toString(),
];

function tableOf(lines: readonly InvoiceLine[]): string {
  const total = lines.reduce((sum, { amount }) => sum + amount, 0n);
  const rows = [
    ['account', 'instrument', 'venue', 'line', 'paid to', 'count', 'amount'],
    ...lines.map(cellsOf),
    ['total', '', '', '', '', '', total.toString()],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number): boolean => column >= 4;
  const padded = (cell: string, column: number): string =>
    isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((row) => `${row.map(padded).join('  ').trimEnd()}\n`).join('');
}

const jsonOf = (line: InvoiceLine): string =>
  `${JSON.stringify({ ...line, amount: line.amount.toString() })}\n`;

export const invoice: CliCommand = {
  spec,
  async run(parsed, io) {
    const shared = requireOpened(await openShared(parsed.operands[0]!, io), io);
    const { reports } = shared.manifest;
    if (!reports.includes('fee') && !reports.includes('entry')) {
      throw new TapedeckError(
        'E-RUN-20',
        'This run reports no fees and no scheduled cash: its manifest has neither, or its reports leave out “fee” and “entry”. Nothing can be listed.',
      );
    }
    const given = parsed.values.get('account');
    const account = given === undefined ? undefined : Number(given);
    if (account !== undefined && !Number.isInteger(account)) {
      throw new TapedeckError('E-CLI-04', `--account takes the number of an account; it is ${given}.`);
    }
    const sink = new Invoice(shared.manifest);
    await withWholeRun(shared, parsed.values.get('tape'), [sink], () => Promise.resolve());
    const lines = sink.lines(account);
    await io.write(parsed.switches.has('json') ? lines.map(jsonOf).join('') : tableOf(lines));
    return 0;
  },
};

/** `queue-models`: how well each queue model knows the queue, measured on an order tape that tells it exactly. */
import { TapedeckError } from '../../layout/errors';
import { engineConfigFor } from '../../sim/engine-setup';
import { studiedTimesNs, studyQueues, type ModelFigures, type QueueStudy } from '../../sim/queue-study';
import { livesOf, TapeRows } from '../../sim/tape-rows';
import { takingOrders } from '../../sim/taking-orders';
import { tapePortOf } from '../../sim/tape-port';
import { commandsPerRow, packBlock } from '../../tape/pack';
import { optionError, type CommandSpec, type ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import { loadCore } from '../core';
import { openTapeFolder } from '../tape-folder';

const spec: CommandSpec = {
  name: 'queue-models',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'measure queue models against an order tape, which tells the queue exactly',
  details: [
    'Orders that join or better the touch are taken out one by one and watched for a minute, or until history',
    'cancels them. Each model sees prints and the lots of their level alone. The table is Markdown.',
  ],
  options: [
    { name: 'orders', value: 'N', help: 'orders to draw (8000); those behind the touch are left out' },
    { name: 'seed', value: 'N', help: 'which orders (1)' },
    { name: 'json', help: 'print the figures as one line instead' },
  ],
};

function wholeOption(parsed: ParsedArguments, of: CommandSpec, name: string, otherwise: number): number {
  const text = parsed.values.get(name);
  if (text === undefined) return otherwise;
  if (!/^[0-9]{1,9}$/.test(text)) throw optionError(of, `--${name} must be a whole number.`);
  return Number(text);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const lots = (count: number): string => count.toFixed(1);

const nameOfModel = ({ queueModel, exponent }: Pick<ModelFigures, 'queueModel' | 'exponent'>): string =>
  queueModel === 'power'
    ? `power ${exponent / 1000}`
    : queueModel === 'riskAverse'
      ? 'risk-averse'
      : queueModel;

export function tableOf(study: QueueStudy): string {
  const times = studiedTimesNs.map((ns) => `filled by ${ns / 1_000_000_000n} s`);
  const head = [
    'model',
    'looks',
    'mean error',
    'mean absolute error',
    'of the queue',
    'fills',
    'in time',
    ...times,
  ];
  const rows = study.models.map((model) => [
    nameOfModel(model),
    String(model.events),
    lots(model.bias),
    lots(model.meanAbsoluteError),
    percent(model.relativeError),
    String(model.fills),
    percent(model.fills === 0 ? 0 : model.rightFills / model.fills),
    ...model.filled.map(percent),
  ]);
  const truth = ['history', '', '', '', '', String(study.executed), '', ...study.filled.map(percent)];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), line(truth), ...rows.map(line)].join('\n');
}

export const queueModels: CliCommand = {
  spec,
  async run(parsed, io) {
    const count = wholeOption(parsed, spec, 'orders', 8000);
    const seed = wholeOption(parsed, spec, 'seed', 1);
    const folder = await openTapeFolder(parsed.operands[0]!);
    try {
      const tape = await tapePortOf(folder.source, { commandsPerRow, packBlock });
      if (tape.schema !== 'order') {
        const message = `A ${tape.schema} tape does not tell the queue. Choose a tape of orders (L3).`;
        throw new TapedeckError('E-RUN-14', message, { schema: tape.schema });
      }
      const rows = await TapeRows.of(tape);
      const core = await loadCore();
      const config = engineConfigFor(takingOrders(tape, { policy: 'none' }), tape, 0, {});
      const study = studyQueues(core.module, config, rows, livesOf(rows), { count, seed });
      const said = parsed.switches.has('json')
        ? JSON.stringify(study)
        : `${study.orders} orders, ${study.executed} of them executed; ${study.meanAheadLots.toFixed(1)} lots ahead on average.\n\n${tableOf(study)}`;
      await io.write(`${said}\n`);
      return 0;
    } finally {
      await folder.close();
    }
  },
};

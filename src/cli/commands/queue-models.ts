/** `queue-models`: how well each queue model knows the queue, measured on an order tape that tells it exactly. */
import { engineConfigFor } from '../../sim/engine-setup';
import { studiedTimesNs, studyQueues, type ModelFigures, type QueueStudy } from '../../sim/queue-study';
import { livesOf, TapeRows } from '../../sim/tape-rows';
import { takingOrders } from '../../sim/taking-orders';
import { integerOption, type CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { loadCore } from '../core';
import { markdownTable } from '../../layout/markdown-table';
import { openTapeFolder, orderTapeOf } from '../tape-folder';

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
  return markdownTable(head, [truth, ...rows]);
}

export const queueModels: CliCommand = {
  spec,
  async run(parsed, io) {
    const count = integerOption(parsed, spec, 'orders', 1, 999_999_999) ?? 8000;
    const seed = integerOption(parsed, spec, 'seed', 0, 999_999_999) ?? 1;
    const folder = await openTapeFolder(parsed.operands[0]!);
    try {
      const tape = await orderTapeOf(folder);
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

/**
 * The CSV reader: bars, trades, quotes and books as delimited text, recognised by their columns or told by a mapping.
 * Files of one kind dropped together follow each other in time.
 */
import { importFeed } from '../events/feed';
import type { TapeReader } from '../sources';
import { prepareTables } from '../table/feed';
import { isTable, openCsv, recognisesText } from './table';

const TEXT_NAME = /\.(csv|tsv|txt)$/i;

export const csvReader: TapeReader = {
  id: 'csv',
  label: 'CSV of bars, trades, quotes or books',
  sniff(name, head) {
    if (head.subarray(0, 512).some((byte) => byte < 9)) return 0;
    const text = new TextDecoder().decode(head);
    if (/^\s*[{[]/.test(text)) return 0;
    if (recognisesText(text, name)) return TEXT_NAME.test(name) ? 2 : 1;
    return /\.(csv|tsv)$/i.test(name) || (TEXT_NAME.test(name) && isTable(text)) ? 1 : 0;
  },
  async import(input) {
    const tables = [];
    for (const stream of input.streams) tables.push(await openCsv(stream, input.options.mapping));
    const { feed, zone, steps } = await prepareTables(tables, input.options);
    const name = (input.streams[0]?.name ?? '').replace(/^.*[/\\]/, '').replace(TEXT_NAME, '');
    return importFeed(feed, input, {
      ...{ kind: 'csv', converter: 'csv@1', name, zone },
      findings: () => {
        const done = steps();
        return done.length > 0 ? { steps: done } : {};
      },
    });
  },
};

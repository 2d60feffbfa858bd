/**
 * The generated part of docs/SQL.md: the tables and columns as the code makes them, with the tape's table once for
 * every schema. A test compares it with the document.
 */
import { schemaNames, schemas } from '../schemas';
import { Scales } from './scales';
import { tableDocs, type TableDoc } from './tables';

const scales = new Scales([], []);

function section({ name, doc, columns }: TableDoc, title = `\`${name}\``): string {
  const rows = columns.map((column) => `| \`${column.name}\` | ${column.doc} |`);
  return [`### ${title}`, '', doc, '', '| column | meaning |', '| --- | --- |', ...rows].join('\n');
}

export function generatedTableDocs(): string {
  const played = schemaNames.filter((schema) => schemas[schema].isPlayed);
  const tapes = played.flatMap((schema) =>
    tableDocs(schema, scales)
      .filter(({ name }) => name === 'tape')
      .map((table) => section(table, `\`tape\`, schema \`${schema}\``)),
  );
  return [...tableDocs(null, scales).map((table) => section(table)), ...tapes].join('\n\n');
}

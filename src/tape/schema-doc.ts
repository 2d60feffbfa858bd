/**
 * The generated parts of docs/TAPES.md, from the tables that the code itself reads: schemas, terms of
 * instruments, event fields, quality rules, error codes. A test compares them with the document.
 */
import { markdownTable } from '../layout/markdown-table';
import { termFields } from '../scenario/instrument-terms';
import { tapeErrors } from './errors';
import { eventFields } from './events/event';
import { qualityRules, rulesOf, type QualityRule } from './quality-rules';
import { schemaNames, schemas } from './schemas';

/** Fields that must be there, and those that may. */
function mustAndMay(names: readonly string[]): [string, string] {
  const may = names.filter((name) => name.endsWith('?')).map((name) => name.slice(0, -1));
  return [names.filter((name) => !name.endsWith('?')).join(' '), may.join(' ')];
}

/** Name of the section to its Markdown; in the document between `<!-- name -->` and `<!-- /name -->`. */
export function generatedTapeDocs(): Readonly<Record<string, string>> {
  const schemaParts = schemaNames.map((name) => {
    const { doc, columns, isPlayed } = schemas[name];
    const rows = columns.map((column) => [`\`${column.name}\``, column.type, column.doc]);
    const played = isPlayed ? '' : ' Stands beside a tape with prices; not played alone.';
    return `### \`${name}\`\n\n${doc}${played}\n\n${markdownTable(['column', 'type', 'meaning'], rows)}`;
  });
  const rules = Object.entries(qualityRules).map(([rule, doc]) => {
    const where = schemaNames.filter((name) => rulesOf[name].includes(rule as QualityRule));
    return [`\`${rule}\``, where.join(', '), doc];
  });
  const fields = Object.entries(eventFields).map(([type, names]) => [`\`${type}\``, ...mustAndMay(names)]);
  const terms = Object.entries(termFields).map(([name, fields]) => [`\`${name}\``, ...mustAndMay(fields)]);
  return {
    schemas: schemaParts.join('\n\n'),
    events: markdownTable(['type', 'fields', 'may be absent'], fields),
    terms: markdownTable(['class', 'fields', 'may be absent'], terms),
    rules: markdownTable(['rule', 'schemas', 'what it means'], rules),
    errors: markdownTable(
      ['code', 'what happened'],
      Object.values(tapeErrors).map(([code, doc]) => [code, doc]),
    ),
  };
}

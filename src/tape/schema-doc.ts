/**
 * The generated parts of docs/TAPES.md, from the tables that the code itself reads: schemas, event fields, quality
 * rules, error codes. A test compares them with the document.
 */
import { tapeErrors } from './errors';
import { eventFields } from './events/event';
import { qualityRules, rulesOf, type QualityRule } from './quality-rules';
import { schemaNames, schemas } from './schemas';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Name of the section to its Markdown; in the document between `<!-- name -->` and `<!-- /name -->`. */
export function generatedTapeDocs(): Readonly<Record<string, string>> {
  const schemaParts = schemaNames.map((name) => {
    const { doc, columns } = schemas[name];
    const rows = columns.map((column) => [`\`${column.name}\``, column.type, column.doc]);
    return `### \`${name}\`\n\n${doc}\n\n${table(['column', 'type', 'meaning'], rows)}`;
  });
  const rules = Object.entries(qualityRules).map(([rule, doc]) => {
    const where = schemaNames.filter((name) => rulesOf[name].includes(rule as QualityRule));
    return [`\`${rule}\``, where.join(', '), doc];
  });
  const fields = Object.entries(eventFields).map(([type, names]) => [
    `\`${type}\``,
    names.filter((name) => !name.endsWith('?')).join(' '),
    names
      .filter((name) => name.endsWith('?'))
      .join(' ')
      .replaceAll('?', ''),
  ]);
  return {
    schemas: schemaParts.join('\n\n'),
    events: table(['type', 'fields', 'may be absent'], fields),
    rules: table(['rule', 'schemas', 'what it means'], rules),
    errors: table(
      ['code', 'what happened'],
      Object.values(tapeErrors).map(([code, doc]) => [code, doc]),
    ),
  };
}

/**
 * One line of delimited text to its cells (RFC 4180 without line breaks inside quotes), and the delimiter of a file.
 */
export const delimiters = [',', '\t', ';', '|'] as const;

/** Undefined: a quote is not closed, or text follows one. */
export function splitLine(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at);
      cells.push(line.slice(at, end < 0 ? line.length : end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let cell = '';
    for (at++; ; at++) {
      const end = line.indexOf('"', at);
      if (end < 0) return undefined;
      cell += line.slice(at, end);
      at = end + 1;
      if (line[at] !== '"') break;
      cell += '"';
    }
    cells.push(cell);
    if (at === line.length) return cells;
    if (line[at] !== delimiter) return undefined;
    at++;
  }
}

/** The one that parts the line into most cells. */
export function delimiterOf(line: string): string {
  let best = ',';
  let most = 1;
  for (const delimiter of delimiters) {
    const count = splitLine(line, delimiter)?.length ?? 0;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

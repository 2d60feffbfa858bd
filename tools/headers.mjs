/**
 * Reads a `_headers` file, the one place where response headers are written: rules of a path pattern with
 * indented `Name: value` lines below it, as static hosts read it. `*` at the end of a pattern stands for
 * anything. Where several rules set the same header, the last one holds.
 */

/**
 * @param {string} text
 * @returns {{ pattern: string, headers: [string, string][] }[]}
 */
export function parseHeaderRules(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (!/^\s/.test(line)) {
      rules.push({ pattern: line.trim(), headers: [] });
      continue;
    }
    const [, name, value] = /^\s+([\w-]+):\s*(.+?)\s*$/.exec(line) ?? [];
    if (name === undefined || rules.length === 0) throw new Error(`_headers: “${line}” is no header`);
    rules.at(-1).headers.push([name, value]);
  }
  return rules;
}

const isMatch = (pattern, path) =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;

/**
 * The headers for a path, which is counted from the folder that holds the page and starts with `/`.
 *
 * @param {{ pattern: string, headers: [string, string][] }[]} rules
 * @param {string} path
 * @returns {Record<string, string>}
 */
export function headersFor(rules, path) {
  const found = {};
  for (const { pattern, headers } of rules)
    if (isMatch(pattern, path)) for (const [name, value] of headers) found[name] = value;
  return found;
}

/** A `_headers` file with these rules. */
export function printHeaderRules(rules) {
  return rules
    .map(({ pattern, headers }) => [pattern, ...headers.map(([name, value]) => `  ${name}: ${value}`), ''])
    .flat()
    .join('\n');
}

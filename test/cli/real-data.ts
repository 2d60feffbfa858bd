/** Real data beside the project, where it is present. Nothing of it is copied into the project. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export const realData = (name: string): string => `${root}${name}`;

/** True when the file is absent, and says so once. */
export function isAbsent(name: string): boolean {
  if (existsSync(realData(name))) return false;
  process.stderr.write(`skipped: ../shared/data/${name} is not here\n`);
  return true;
}

/** `bench`: the same bench as `npm run bench`, in a process of its own so that nothing of this one is measured. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TapedeckError } from '../../layout/errors';
import type { CommandSpec } from '../arguments';
import type { CliCommand } from '../command';

const spec: CommandSpec = {
  name: 'bench',
  operands: '[-- ARGUMENTS…]',
  minOperands: 0,
  maxOperands: 64,
  summary: 'measure this machine, as npm run bench does',
  details: ['Needs the clone of the project: the bench compares with packages that only it installs.'],
  options: [],
};

export const bench: CliCommand = {
  spec,
  run(parsed) {
    const entry = fileURLToPath(new URL('../../../tools/bench.mjs', import.meta.url));
    if (!existsSync(entry)) {
      throw new TapedeckError(
        'E-BENCH-01',
        'The bench is not here. In a clone of the project run: npm run bench',
      );
    }
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [entry, ...parsed.operands], { stdio: 'inherit' });
      child.on('error', reject);
      child.on('close', (code) => resolve(code === 0 ? 0 : 1));
    });
  },
};

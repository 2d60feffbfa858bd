/** Words of the command line: help for all, hints for typing errors, exit code 2 for a wrong command line. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import { tapedeck } from './console';

const commands = ['convert', 'inspect', 'replay', 'run', 'verify', 'match', 'bench'];

describe('the command line', () => {
  it('explains itself and every command', async () => {
    for (const words of [['--help'], ['help'], ['-h']]) {
      const all = await tapedeck(words);
      expect(all.code).toBe(0);
      for (const name of commands) expect(all.out).toContain(`tapedeck ${name}`);
    }
    for (const name of commands) {
      const one = await tapedeck([name, '--help']);
      expect(one).toMatchObject({ code: 0, err: '' });
      expect(one.out).toContain(`tapedeck ${name}`);
      expect((await tapedeck(['help', name])).out).toBe(one.out);
    }
  });

  it('prints its version', async () => {
    expect(await tapedeck(['--version'])).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' });
  });

  it.each([
    [[], /COMMAND/],
    [['relay'], /^E-CLI-01: Unknown command relay\. Did you mean replay\?/],
    [['--frob'], /^E-CLI-01: Unknown option --frob/],
    [['replay', 'tape', '--levls', '5'], /^E-CLI-02: Unknown option --levls\. Did you mean --levels\?/],
    [['run', 'x', '--l', 'y'], /^E-CLI-02: Unknown option --l\b/],
    [['replay', 'tape', '--levels'], /^E-CLI-04: --levels needs a value/],
    [['replay', 'tape', '--levels', '--book-csv', 'x'], /^E-CLI-04: --levels needs a value/],
    [
      ['replay', 'tape', '--book-csv', 'x', '--levels', '0'],
      /^E-CLI-04: --levels must be a whole number, 1 … 1000/,
    ],
    [['replay', 'tape', '--levels', '5'], /^E-CLI-03: --book-csv is missing/],
    [['replay'], /^E-CLI-03: TAPE is missing/],
    [['inspect', 'a', 'b'], /^E-CLI-03: Too many names: “b”/],
    [['convert', 'a'], /^E-CLI-03: --output is missing/],
    [['match', 'x', '--sha256=1'], /^E-CLI-04: --sha256 takes no value/],
    [['match', 'x', '--sha256', '--sha256'], /^E-CLI-04: --sha256 is given twice/],
    [['match', 'x', '--sha256', '--out', '-'], /^E-CLI-04: Hash and reports cannot both/],
  ])('refuses %j with exit code 2', async (words, message) => {
    const printed = await tapedeck(words);
    expect(printed).toMatchObject({ code: 2, out: '' });
    expect(printed.err).toMatch(message);
  });

  it('says what is wrong with a file, with exit code 1', async () => {
    for (const words of [
      ['match', 'nowhere'],
      ['inspect', 'nowhere'],
      ['run', 'nowhere'],
      ['convert', 'nowhere', '-o', 'x'],
    ]) {
      const printed = await tapedeck(words);
      expect(printed.code).toBe(1);
      expect(printed.err).toMatch(/^E-FILE-01: nowhere.*there is no such file/);
    }
  });

  it('runs as a process', () => {
    const wrapper = fileURLToPath(new URL('../../tools/cli.mjs', import.meta.url));
    expect(execFileSync(process.execPath, [wrapper, '--version'], { encoding: 'utf8' })).toBe(
      `${packageJson.version}\n`,
    );
    const log = '{"op":"new","ts":1,"id":1,"side":"buy","price":5,"lots":2}\n';
    const matched = spawnSync(process.execPath, [wrapper, 'match', '-'], { input: log, encoding: 'utf8' });
    expect(matched.status).toBe(0);
    expect(matched.stdout).toBe(
      '{"n":0,"ts":"1","kind":"accepted","instrument":0,"side":"buy","id":"1","price":"5","lots":2}\n',
    );
    expect(spawnSync(process.execPath, [wrapper, 'match'], { encoding: 'utf8' }).status).toBe(2);
  });
});

/**
 * docs/YOUR_DATA.md is true: its files are written as they stand there, its commands are run, and what they print is
 * what the guide shows. A line “…” in it stands for any lines.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { folderForTest, tapedeck, type Folder } from '../cli/console';

const guide = readFileSync(new URL('../../docs/YOUR_DATA.md', import.meta.url), 'utf8');

function filesOf(text: string): Map<string, string> {
  const found = text.matchAll(/<!-- file (\S+) -->\n+```\w+\n([\s\S]*?)```/g);
  return new Map([...found].map(([, name = '', content = '']) => [name, content]));
}

interface Step {
  readonly words: readonly string[];
  readonly shown: readonly string[];
}

function stepsOf(text: string): Step[] {
  const blocks = [...text.matchAll(/<!-- commands -->\n+```console\n([\s\S]*?)```/g)];
  const commands = blocks.flatMap(([, block = '']) => block.split(/^\$ tapedeck /m).slice(1));
  return commands.map((command) => {
    const [line = '', ...shown] = command.trimEnd().split('\n');
    return { words: line.split(' '), shown };
  });
}

/** Everything that is printed, with names of files as a person typed them: results first, then what is said. */
async function run(step: Step, folder: Folder, names: ReadonlySet<string>): Promise<string[]> {
  const words = step.words.map((word) => (names.has(word) ? folder.of(word) : word));
  const { out, err } = await tapedeck(words);
  const printed = (out + err).replaceAll(`${folder.path}/`, '').replaceAll(`${folder.path}\\`, '');
  return printed.trimEnd().split('\n');
}

/** The guide shows lines in the order of a terminal; between the two outputs that order is nobody's promise. */
function expectShown(printed: readonly string[], step: Step): void {
  const told = step.words.join(' ');
  const lines = step.shown.filter((line) => line !== '…');
  expect(lines.length, told).toBeGreaterThan(0);
  if (lines.length === step.shown.length) expect([...printed].sort(), told).toEqual([...lines].sort());
  else expect(printed, told).toEqual(expect.arrayContaining(lines));
}

it('shows files and commands that give what it says', async () => {
  const folder = folderForTest();
  const files = filesOf(guide);
  const steps = stepsOf(guide);
  expect([...files.keys()]).toHaveLength(5);
  expect(steps).toHaveLength(7);
  for (const [name, content] of files) folder.put(name, content);
  const made = steps.flatMap(({ words }) => words.filter((_word, at) => words[at - 1] === '-o'));
  const names = new Set([...files.keys(), ...made]);
  for (const step of steps) expectShown(await run(step, folder, names), step);
});

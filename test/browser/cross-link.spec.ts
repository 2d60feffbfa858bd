/**
 * A link made by the command line, or by another engine's page, opens by itself and is verified.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readPinned } from '../golden/pinned';
import { expect, test } from './page';
import { openPlaying, shownVerdict } from './steer';
import { engineNames, skipWithout, withTab } from './tab';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the command line says on standard error; it must end well. */
function tapedeck(words: readonly string[], input = ''): string {
  const { status, stderr } = spawnSync(process.execPath, ['tools/cli.mjs', ...words], {
    cwd: root,
    input,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stderr;
}

/** The link that `run --link` makes, for the tape where this site serves it. */
function linkOfCommandLine(address: string): string {
  const { tape: hash } = readPinned('digests.json');
  const tape = { hash, name: 'Opening hour (synthetic)', url: 'tapes/opening/' };
  const manifest = JSON.stringify({ version: 1, title: 'From the command line', tape });
  const said = tapedeck(['run', '-', '--tape', 'public/tapes/opening', '--link'], manifest);
  const fragment = said.split('\n').find((line) => line.startsWith('#v1;')) ?? '';
  expect(fragment).toContain('tape=tapes/opening/;');
  return address + fragment;
}

for (const engine of engineNames) {
  test(`${engine} verifies a link of the command line`, async ({ address }) => {
    await skipWithout(engine);
    const link = linkOfCommandLine(address);
    await withTab(engine, async (tab) => {
      await tab.goto(link);
      await expect.poll(() => shownVerdict(tab), { timeout: 60_000 }).toBe('verified');
      expect(tab.troubles).toEqual([]);
    });
  });
}

test('Chromium and the command line verify a link of Firefox', async ({ address, page }) => {
  await skipWithout('Firefox');
  const link = await withTab('Firefox', async (tab) => {
    await openPlaying(tab, `${address}#v1;tape=tapes/opening/`);
    await tab.read(() => document.querySelector<HTMLElement>('header button.primary')?.click());
    const shown = (): Promise<string> =>
      tab.read(() => document.querySelector<HTMLInputElement>('input[aria-label=Link]')?.value ?? '');
    await expect.poll(shown, { timeout: 60_000 }).toContain('#v1;');
    return shown();
  });
  await page.goto(link);
  await expect(page.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'verified');
  tapedeck(['verify', link, '--tape', 'public/tapes/opening']);
});

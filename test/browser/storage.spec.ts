/**
 * What the browser keeps: a tape that was opened is there next time and found by a link; it can be exported and
 * deleted; one that vanished is named; a browser without files says that it keeps nothing; a full one says so and goes
 * on.
 */
import type { Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { chooseFiles, lobsterPair, playPair } from './fixture';
import { shareLink } from './elsewhere';
import { expect, openDeck, test } from './page';

const storage = (page: Page) => page.getByRole('dialog', { name: 'Storage' });
const banner = (page: Page, name: string) => page.getByRole('region', { name });

async function openStorage(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Storage…' }).click();
  await expect(storage(page)).toBeVisible();
}

async function openPair(page: Page, address: string): Promise<void> {
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
  await playPair(page);
  await expect(page.getByRole('button', { name: /ACME 2024-01-02 level 2.*tape/ })).toBeVisible();
  // Its own run is kept too: the sample that was there before had more events.
  const saved = page.getByTestId('saved');
  if (await saved.isVisible()) await expect(saved).toHaveText(/^event \d{1,3}$/);
}

test('an opened tape is kept: opened again, found by a link, exported, deleted', async ({
  context,
  address,
}) => {
  const first = await context.newPage();
  await openPair(first, address);
  const url = await shareLink(first);
  await first.close();

  const second = await context.newPage();
  await second.goto(url);
  await expect(second.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'verified');
  await expect(second.getByRole('banner')).toContainText('ACME 2024-01-02 level 2');
  await openStorage(second);
  const name = 'ACME 2024-01-02 level 2';
  const files: string[] = [];
  second.on('download', (download) => files.push(download.suggestedFilename()));
  await storage(second)
    .getByRole('button', { name: `Export ${name}` })
    .first()
    .click();
  await second.getByRole('button', { name: 'Save tape.json and rows.parquet' }).click();
  await expect.poll(() => files.sort()).toEqual(['rows.parquet', 'tape.json']);
  await storage(second)
    .getByRole('button', { name: `Delete ${name}` })
    .first()
    .click();
  await expect(storage(second)).toContainText('None yet. A file that you open is kept here');
});

test('a tape that vanished is named with its hash', async ({ context, address }) => {
  const first = await context.newPage();
  await openPair(first, address);
  await first.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('tapedeck');
    await folder.removeEntry('tapes', { recursive: true });
  });
  await first.close();
  const second = await context.newPage();
  await openDeck(second, address);
  const wanted = second.getByRole('dialog', { name: 'Choose the tape of this link' });
  await expect(wanted).toContainText('no longer in this browser');
  await wanted.getByRole('button', { name: 'Not now' }).click();
  await expect(banner(second, 'Tapes missing')).toContainText(
    'ACME 2024-01-02 level 2 is no longer in this browser',
  );
  await chooseFiles(second, lobsterPair());
  await expect(banner(second, 'Tapes missing')).toBeHidden();
});

test('a browser without files keeps nothing, and says so', async ({ page, address }) => {
  await page.addInitScript(() => {
    // The page's workers begin as blobs that import the real file; what is put behind the import runs before any call.
    const make = URL.createObjectURL.bind(URL);
    const without = '\ndelete FileSystemFileHandle.prototype.createSyncAccessHandle;';
    URL.createObjectURL = (blob: Blob) =>
      make(blob.type === 'text/javascript' ? new Blob([blob, without], { type: blob.type }) : blob);
  });
  await openDeck(page, address);
  await expect(page.getByTestId('forgetful')).toContainText('This browser keeps nothing after closing');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await openStorage(page);
  await expect(storage(page)).toContainText('This browser keeps nothing after closing');
});

test('a full disk stops the saving, not the run', async ({ page, address }) => {
  await openDeck(page, address);
  await expect(page.getByTestId('saved')).toContainText('event');
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(address);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  const full = banner(page, 'Run not saved');
  await expect(full).toContainText('Run continues unsaved');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await full.getByRole('button', { name: 'Try again' }).click();
  await expect(full).toBeHidden();
});

for (const colorScheme of ['dark', 'light'] as const) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing serious in Storage: ${colorScheme}, ${width} px`, async ({ page, address }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openPair(page, address);
      await page.setViewportSize({ width, height: 740 });
      if (width === 360) await page.getByRole('tab', { name: 'Open' }).click();
      await openStorage(page);
      await expect(storage(page).getByRole('listitem')).not.toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      const overflow = await storage(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `build/test/storage-${colorScheme}-${width}.png` });
    });
  }
}

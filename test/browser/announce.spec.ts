/**
 * What happens in the market is said aloud at once: a halt and the return of trading in a LOBSTER pair of our own.
 */
import { chooseFiles, lobsterPair } from './fixture';
import { expect, keepSettings, openDeck, test } from './page';

test('a halt is announced at once, and listed', async ({ page, address }) => {
  await keepSettings(page);
  await openDeck(page, address);
  await expect(page.getByRole('button', { name: 'Choose file…' })).toBeVisible();
  // A minute in, trading stops: type 7, price −1 (LOBSTER's manual).
  const at = 300;
  const files = lobsterPair().map(({ buffer, ...file }) => {
    const lines = buffer.toString().trimEnd().split('\n');
    const isMessages = file.name.includes('_message_');
    const time = lines[at]?.split(',')[0] ?? '';
    lines.splice(at, 0, isMessages ? `${time},7,0,0,-1,-1` : (lines[at - 1] ?? ''));
    return { ...file, buffer: Buffer.from(`${lines.join('\n')}\n`) };
  });
  await chooseFiles(page, files);
  await expect(page.getByRole('banner')).toContainText('ACME 2024-01-02 level 2');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('10×');
  await expect(page.getByRole('alert')).toHaveText(/^Trading halt\. the venue stopped trading/);
  await expect(page.getByRole('region', { name: 'Events' })).toContainText('Trading halt');
});

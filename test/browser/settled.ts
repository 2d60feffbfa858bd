/** Reads what the page tells a while after it happened: pages draw at their own pace, so one look may be too early. */
import { expect, type Locator } from '@playwright/test';

/** The text once two looks at it, a third of a second apart, find the same. */
export async function settledText(place: Locator): Promise<string> {
  let text = '';
  const isSettled = async (): Promise<boolean> => {
    const before = text;
    text = await place.innerText();
    return text !== '' && text === before;
  };
  await expect.poll(isSettled, { intervals: [330] }).toBe(true);
  return text;
}

/**
 * What is looked at inside the page while the bench steers it, from outside its code: the words on the screen, frame
 * by frame, and the time stamps of what a person did. Written so that it can be sent into the page as it stands.
 */
import type { Page } from '@playwright/test';

/** Remembers when the event number that the page shows had moved, and which long tasks there were. Runs in the page. */
function watchFirstPicture(): void {
  const numbers: number[] = [];
  const look = (): void => {
    const text = document.querySelector('[data-testid=event]')?.textContent ?? '';
    const shown = Number((/([\d,]+)/.exec(text)?.[1] ?? '0').replaceAll(',', ''));
    if (shown > 0 && numbers.at(-1) !== shown) numbers.push(shown);
    if (numbers.length === 1) Reflect.set(globalThis, 'firstPictureMs', performance.now());
    if (numbers.length < 2) return void requestAnimationFrame(look);
    Reflect.set(globalThis, 'firstMovingMs', performance.now());
  };
  requestAnimationFrame(look);
}

export interface FirstPicture {
  /** first text on the screen */
  readonly paintMs: number;
  /** the market stands there */
  readonly stillMs: number;
  /** it has moved */
  readonly movingMs: number;
}

/** Opens the address in a page without any past and waits until the market in it moves. */
export async function openCold(page: Page, address: string): Promise<FirstPicture> {
  await page.addInitScript(watchFirstPicture);
  await page.goto(address);
  await page.waitForFunction(() => Reflect.has(globalThis, 'firstMovingMs'), undefined, { timeout: 60_000 });
  return page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    stillMs: Number(Reflect.get(globalThis, 'firstPictureMs')),
    movingMs: Number(Reflect.get(globalThis, 'firstMovingMs')),
  }));
}

/** Waits until the event number on the screen lies within these bounds. */
export async function waitForEvent(page: Page, least: number, most: number): Promise<void> {
  const isWithin = ([low, high]: readonly [number, number]): boolean => {
    const text = document.querySelector('[data-testid=event]')?.textContent ?? '';
    const shown = Number((/([\d,]+)/.exec(text)?.[1] ?? '-1').replaceAll(',', ''));
    return shown >= low && shown <= high;
  };
  await page.waitForFunction(isWithin, [least, most] as const, { timeout: 60_000 });
}

/** In the page: the time from the next event of this type to the frame that first shows another text. */
function armed([type, selector, attribute]: readonly [string, string, string | null]): void {
  const shown = (): string => {
    const element = document.querySelector(selector);
    return (attribute === null ? element?.textContent : element?.getAttribute(attribute)) ?? '';
  };
  const took = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error(`${type} was not answered at ${selector}: “${shown()}”`)), 60_000);
    const onEvent = (event: Event): void => {
      const before = shown();
      const look = (): void => {
        if (shown() === before) return void requestAnimationFrame(look);
        resolve(performance.now() - event.timeStamp);
      };
      requestAnimationFrame(look);
    };
    document.addEventListener(type, onEvent, { capture: true, once: true });
  });
  Reflect.set(globalThis, 'latency', took);
}

/** Milliseconds from what `act` does in the page to the frame that shows it. */
export async function latencyOf(
  page: Page,
  what: { readonly type: string; readonly selector: string; readonly attribute: string | null },
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate(armed, [what.type, what.selector, what.attribute] as const);
  await act();
  return page.evaluate(() => Reflect.get(globalThis, 'latency') as Promise<number>);
}

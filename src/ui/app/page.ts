/**
 * The page's state, made once and handed to every component through context: no component holds a worker or a run.
 */
import { createContext } from 'svelte';
import { frames } from '../charts/frame';
import { Announcer } from '../state/announcer.svelte';
import { Background } from '../state/background';
import { ChartSettings } from '../state/chart-settings.svelte';
import { Crosshair } from '../state/crosshair.svelte';
import { Deck } from '../state/deck.svelte';
import { Opening } from '../state/opening.svelte';
import { Screen } from '../state/screen.svelte';
import type { Services } from '../state/services';
import { Settings } from '../state/settings.svelte';
import { Sharer } from '../state/sharing.svelte';
import { Verification } from '../state/verification.svelte';

export interface Page {
  readonly announcer: Announcer;
  readonly settings: Settings;
  readonly screen: Screen;
  readonly deck: Deck;
  readonly chart: ChartSettings;
  readonly crosshair: Crosshair;
  readonly verification: Verification;
  readonly sharer: Sharer;
  readonly opening: Opening;
}

export const [usePage, providePage] = createContext<Page>();

export function makePage(services: Services): Page {
  const announcer = new Announcer();
  const background = new Background(services);
  const deck = new Deck(services, announcer);
  const verification = new Verification(background, announcer);
  frames.setPull((frameMs) => deck.pull(frameMs));
  frames.start();
  return {
    announcer,
    settings: new Settings(),
    screen: new Screen(),
    deck,
    chart: new ChartSettings(() => deck.speed),
    crosshair: new Crosshair(),
    verification,
    sharer: new Sharer(background, announcer),
    opening: new Opening(services, deck, verification, announcer),
  };
}

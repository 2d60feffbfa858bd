/**
 * The page's state, made once and handed to every component through context: no component holds a worker or a run.
 */
import { createContext } from 'svelte';
import { frames } from '../charts/frame';
import { Arrangement } from '../state/arrangement.svelte';
import { Announcer } from '../state/announcer.svelte';
import { Background } from '../state/background';
import { Catalogue } from '../state/catalogue.svelte';
import { ChartSettings } from '../state/chart-settings.svelte';
import { Crosshair } from '../state/crosshair.svelte';
import { Deck } from '../state/deck.svelte';
import { readEmbed } from '../state/embed';
import { EngineGuard } from '../state/engine-guard.svelte';
import { Installation } from '../state/installation.svelte';
import { Keeper } from '../state/keeper.svelte';
import { Live } from '../state/live.svelte';
import { Opening } from '../state/opening.svelte';
import { Questions } from '../state/questions.svelte';
import { Recordings } from '../state/recordings.svelte';
import { Recovery } from '../state/recovery.svelte';
import { Screen } from '../state/screen.svelte';
import type { Services } from '../state/services';
import { Settings } from '../state/settings.svelte';
import { browserShelf } from '../state/shelf';
import { Shelf } from '../state/shelf.svelte';
import { Sharer } from '../state/sharing.svelte';
import { Tour } from '../state/tour.svelte';
import { Trading } from '../state/trading.svelte';
import { Verification } from '../state/verification.svelte';

export interface Page {
  readonly announcer: Announcer;
  readonly settings: Settings;
  readonly screen: Screen;
  readonly arrangement: Arrangement;
  readonly tour: Tour;
  readonly deck: Deck;
  readonly chart: ChartSettings;
  readonly crosshair: Crosshair;
  readonly verification: Verification;
  readonly sharer: Sharer;
  readonly opening: Opening;
  readonly live: Live;
  readonly recordings: Recordings;
  readonly shelf: Shelf;
  readonly catalogue: Catalogue;
  readonly questions: Questions;
  readonly keeper: Keeper;
  readonly recovery: Recovery;
  readonly guard: EngineGuard;
  readonly installation: Installation;
  readonly trading: Trading;
}

export const [usePage, providePage] = createContext<Page>();

export function makePage(services: Services): Page {
  const announcer = new Announcer();
  const background = new Background(services);
  const deck = new Deck(services, announcer);
  const verification = new Verification(background, announcer);
  const embed = readEmbed(location.search);
  const settings = new Settings(browserShelf, embed.imposed);
  const screen = new Screen(settings);
  frames.setPull((frameMs) => deck.pull(frameMs));
  frames.start();
  const shelf = new Shelf(services, announcer);
  const keeper = new Keeper(deck, shelf);
  const opening = new Opening(services, deck, verification, announcer, shelf);
  const questions = new Questions();
  const recordings = new Recordings(shelf, opening, announcer);
  const page: Page = {
    announcer,
    settings,
    screen,
    arrangement: new Arrangement(
      settings,
      screen,
      embed,
      () => (deck.source?.manifest.lesson ?? null) !== null,
    ),
    tour: new Tour(browserShelf, !embed.isOn),
    deck,
    chart: new ChartSettings(
      () => deck.speed,
      () => deck.info?.tape?.barNs ?? null,
    ),
    crosshair: new Crosshair(),
    verification,
    sharer: new Sharer(background, announcer),
    opening,
    live: new Live(services, opening, announcer, browserShelf, recordings),
    recordings,
    shelf,
    catalogue: new Catalogue(deck, shelf, opening, questions, announcer),
    questions,
    keeper,
    recovery: new Recovery(shelf, keeper, opening, announcer),
    guard: new EngineGuard(deck, keeper, announcer),
    installation: new Installation(announcer),
    trading: new Trading(),
  };
  page.trading.attach(page);
  return page;
}

/** A state of the page that is shown in a dialog or on a card. */
export function hasDialog({ opening, shelf, catalogue, live, tour }: Page): boolean {
  const isOpening = opening.isGalleryOpen || opening.importing.isOpen || opening.wanted !== null;
  return (
    isOpening || shelf.isShown || catalogue.isShown || catalogue.leaving !== null || live.isShown || tour.isOn
  );
}

/**
 * Entry of the page: makes its state from the real services and mounts it.
 */
import { mount } from 'svelte';
import { warmUp } from '../worker/client';
import App from './app/App.svelte';
import { makePage, type Page } from './app/page';
import { services } from './app/services';
import './app/tokens.css';
import './app/base.css';
import './app/presenter.css';

const CALM_MS = 1_000;
const LOOK_MS = 50;

// What every visit needs loads while the page is being made; a failure is told when it is asked for.
warmUp();
void services.readCore().catch(() => undefined);

/** Resolves when the first picture has moved, or the page has stood still for a while. */
async function moved(deck: Page['deck']): Promise<void> {
  const first = deck.frame?.eventCount ?? null;
  for (let waitedMs = 0; waitedMs < CALM_MS; waitedMs += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (first !== null && deck.frame?.eventCount !== first) return;
  }
}

const target = document.getElementById('app');
if (target === null) throw new Error('index.html holds no #app');
const page = makePage(services);
mount(App, { target, props: { page } });
void page.opening
  .begin(location.hash, (isLink) => page.recovery.begin(isLink))
  .then(() => moved(page.deck))
  .then(() =>
    Promise.all([page.shelf.begin().then(() => page.recordings.find()), page.installation.begin()]),
  );
window.addEventListener('hashchange', () => void page.opening.openLink(location.hash));

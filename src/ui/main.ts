/**
 * Entry of the page: makes its state from the real services and mounts it.
 */
import { mount } from 'svelte';
import { warmUp } from '../worker/client';
import App from './app/App.svelte';
import { makePage } from './app/page';
import { services } from './app/services';
import './app/tokens.css';
import './app/base.css';
import './app/presenter.css';

// What every visit needs loads while the page is being made; a failure is told when it is asked for.
warmUp();
void services.readCore().catch(() => undefined);
const target = document.getElementById('app');
if (target === null) throw new Error('index.html holds no #app');
const page = makePage(services);
mount(App, { target, props: { page } });
void page.opening
  .begin(location.hash, (isLink) => page.recovery.begin(isLink))
  .then(() =>
    Promise.all([page.shelf.begin().then(() => page.recordings.find()), page.installation.begin()]),
  );
window.addEventListener('hashchange', () => void page.opening.openLink(location.hash));

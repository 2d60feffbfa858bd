/**
 * What a person chose for this browser: the theme. Kept in localStorage where there is one; nothing here can reach
 * a run.
 */
import { frames } from '../charts/frame';

export type Theme = 'dark' | 'light';
const KEY = 'tapedeck.theme';

function storedTheme(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'dark' || value === 'light' ? value : null;
  } catch {
    return null;
  }
}

export class Settings {
  theme = $state<Theme>('dark');

  constructor() {
    const prefersLight = window.matchMedia('(prefers-color-scheme: light)').matches;
    this.#apply(storedTheme() ?? (prefersLight ? 'light' : 'dark'));
  }

  switchTheme(): void {
    const next = this.theme === 'dark' ? 'light' : 'dark';
    this.#apply(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // A browser without storage keeps the choice until the page is closed.
    }
  }

  #apply(theme: Theme): void {
    this.theme = theme;
    document.documentElement.dataset['theme'] = theme;
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
    frames.invalidateAll();
  }
}

/**
 * The glossary as the page holds it: fetched after the first picture, or with the first term that is asked for.
 */
import type * as Words from './glossary';

class Glossary {
  /** null until it has come */
  words = $state.raw<typeof Words | null>(null);

  async load(): Promise<void> {
    this.words ??= await import('./glossary');
  }
}

export const glossary = new Glossary();

/**
 * A question that another part of the page puts to the SQL tab: the tab comes forward and asks it when it can. One at
 * a time; a newer one takes the place of one that was not asked yet.
 */
import { untrack } from 'svelte';
import type { Deck } from './deck.svelte';
import type { SqlConsole } from './sql-console.svelte';

export interface Question {
  readonly sql: string;
  /** what it is about, for the person */
  readonly caption: string;
}

export class Questions {
  asked = $state.raw<Question | null>(null);

  ask(question: Question): void {
    this.asked = question;
  }

  /** For an effect of the SQL tab: asks when the console is free and the run is where it was sent to. */
  putTo(sql: SqlConsole, deck: Deck): void {
    const { asked } = this;
    if (asked === null || sql.isBusy || deck.phase !== 'ready' || deck.seekTarget !== null) return;
    untrack(() => {
      this.asked = null;
      sql.text = asked.sql;
      sql.saved = null;
      sql.caption = asked.caption;
      sql.view = 'table';
      void sql.run();
    });
  }
}

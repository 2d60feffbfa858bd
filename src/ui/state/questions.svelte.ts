/**
 * A question that another part of the page puts to the SQL tab: the tab comes forward and asks it when it can. One at
 * a time; a newer one takes the place of one that was not asked yet.
 */
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

  /** The question, once. */
  take(): Question | null {
    const { asked } = this;
    this.asked = null;
    return asked;
  }
}

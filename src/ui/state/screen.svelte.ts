/**
 * How much room there is: wide shows three columns, medium two, narrow one tab at a time.
 */
export type Room = 'wide' | 'medium' | 'narrow';

export class Screen {
  room = $state<Room>('wide');
  /** too low for four panels in a column */
  isLow = $state(false);

  constructor() {
    const wide = window.matchMedia('(min-width: 1100px)');
    const medium = window.matchMedia('(min-width: 760px)');
    const low = window.matchMedia('(max-height: 819px)');
    const read = (): void => {
      this.room = wide.matches ? 'wide' : medium.matches ? 'medium' : 'narrow';
      this.isLow = low.matches;
    };
    low.addEventListener('change', read);
    wide.addEventListener('change', read);
    medium.addEventListener('change', read);
    read();
  }
}

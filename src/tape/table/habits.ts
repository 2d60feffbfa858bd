/**
 * How a table writes what can be written in two ways: whether commas stand before decimals, whether days stand before
 * months. Seen in its first rows, over all columns, so it does not depend on a mapping; where nothing decides, the
 * usual way is taken and `isGuessed` says so.
 */
import { decimalMarkOf } from './cells';
import type { Cells } from './row-events';
import { looksLikeTime, TimeReader, YEAR_LAST } from './times';

export interface TableHabits {
  readonly hasDecimalComma: boolean;
  /** undefined: no date has its year last */
  readonly dayOrder: 'dmy' | 'mdy' | undefined;
  readonly isGuessed: boolean;
}

const ROWS = 2000;

/** One way of reading the dates. */
class DateReading {
  readonly #times: TimeReader;
  #before: bigint | undefined;
  isPossible = true;
  /** how far the dates jump in all: days in the wrong order jump by months */
  travelNs = 0n;

  constructor(form: 'dmy' | 'mdy') {
    this.#times = new TimeReader(form, 'UTC');
  }

  read(text: string): void {
    const ns = this.#times.read(text);
    if (ns === undefined) this.isPossible = false;
    else {
      const step = ns - (this.#before ?? ns);
      this.travelNs += step < 0n ? -step : step;
      this.#before = ns;
    }
  }
}

export class HabitWatch {
  rows = 0;
  #points = 0;
  #commas = 0;
  #hasCommas = false;
  #hasDots = false;
  #column = -1;
  readonly #readings = { dmy: new DateReading('dmy'), mdy: new DateReading('mdy') };

  /** False: enough is seen. */
  see(cells: Cells): boolean {
    cells.forEach((cell, column) => {
      if (cell === null) return;
      const text = cell.trim();
      const date = YEAR_LAST.exec(text);
      if (date !== null) this.#seeDate(text, date[2] === '.', column);
      else if (!looksLikeTime(text)) {
        const mark = decimalMarkOf(text);
        this.#hasCommas ||= /\d,\d/.test(text);
        if (mark > 0) this.#points++;
        else if (mark < 0) this.#commas++;
      }
    });
    return ++this.rows < ROWS;
  }

  /** `usesSemicolons`: where such tables hold commas, these stand before decimals. */
  habits(usesSemicolons: boolean): TableHabits {
    const isEven = this.#commas === this.#points;
    const hasDecimalComma = isEven ? usesSemicolons && this.#hasCommas : this.#commas > this.#points;
    if (this.#column < 0) return { hasDecimalComma, dayOrder: undefined, isGuessed: false };
    const { dmy, mdy } = this.#readings;
    if (dmy.isPossible !== mdy.isPossible)
      return { hasDecimalComma, dayOrder: dmy.isPossible ? 'dmy' : 'mdy', isGuessed: false };
    if (dmy.travelNs !== mdy.travelNs)
      return { hasDecimalComma, dayOrder: dmy.travelNs < mdy.travelNs ? 'dmy' : 'mdy', isGuessed: false };
    return { hasDecimalComma, dayOrder: this.#hasDots ? 'dmy' : 'mdy', isGuessed: !this.#hasDots };
  }

  /** One column decides: the first that holds such dates. */
  #seeDate(text: string, hasDots: boolean, column: number): void {
    if (this.#column < 0) this.#column = column;
    if (this.#column !== column) return;
    this.#hasDots ||= hasDots;
    this.#readings.dmy.read(text);
    this.#readings.mdy.read(text);
  }
}

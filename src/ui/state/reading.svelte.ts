/**
 * How figures are read: the zone of every time and the style of every number on the page. `app/format.ts` reads it,
 * `Settings` writes it; because it is reactive, one switch changes every text that is in view.
 */
import type { NumberStyle, ZoneChoice } from './choices';

class Reading {
  zone = $state<ZoneChoice>('exchange');
  numbers = $state<NumberStyle>('comma');
}

export const reading = new Reading();

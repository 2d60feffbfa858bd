/**
 * What a person may choose for this browser, as data: every choice with its options, its words and its default.
 * Settings, their dialog, the embed address and the tests read this table. Pure; nothing here can reach a run.
 */
export interface Option {
  readonly id: string;
  readonly label: string;
  /** what it does, where the label does not say it */
  readonly words?: string;
}

interface ChoiceSpec {
  readonly title: string;
  readonly options: readonly [Option, ...Option[]];
}

/** The first option of each is the default. */
export const CHOICES = {
  theme: {
    title: 'Theme',
    options: [
      { id: 'system', label: 'System' },
      { id: 'dark', label: 'Dark' },
      { id: 'light', label: 'Light' },
    ],
  },
  zone: {
    title: 'Times in',
    options: [
      { id: 'exchange', label: 'Exchange', words: 'the zone of the venue' },
      { id: 'utc', label: 'UTC' },
      { id: 'local', label: 'Local', words: 'the zone of this computer' },
    ],
  },
  numbers: {
    title: 'Numbers',
    options: [
      { id: 'comma', label: '1,234.5' },
      { id: 'point', label: '1.234,5' },
      { id: 'space', label: '1 234,5' },
      { id: 'plain', label: '1234.5' },
    ],
  },
  type: {
    title: 'Type',
    options: [
      { id: 'normal', label: 'Normal' },
      { id: 'larger', label: 'Larger' },
      { id: 'presenter', label: 'Presenter', words: 'for the back of a room; the layout gets simpler' },
    ],
  },
  palette: {
    title: 'Colours',
    options: [
      { id: 'standard', label: 'Blue, coral' },
      { id: 'classic', label: 'Green, red' },
      { id: 'contrast', label: 'High contrast' },
    ],
  },
  motion: {
    title: 'Motion',
    options: [
      { id: 'system', label: 'System' },
      { id: 'reduced', label: 'Reduced' },
    ],
  },
  letters: {
    title: 'Keys of one character',
    options: [
      { id: 'on', label: 'On' },
      { id: 'off', label: 'Off', words: 'Space, arrows, Home and F6 stay; letters and signs do nothing' },
    ],
  },
  tradesSpoken: {
    title: 'Announce trades',
    options: [
      { id: 'off', label: 'Off' },
      { id: 'on', label: 'On', words: 'a summary every ten seconds of playback, for screen readers' },
    ],
  },
  layout: {
    title: 'Layout',
    options: [
      { id: 'trader', label: 'Trader', words: 'ladder, chart, touch, every panel' },
      { id: 'researcher', label: 'Researcher', words: 'more room for tables and queries' },
      { id: 'teacher', label: 'Teacher', words: 'ladder and a large chart, events beside' },
      { id: 'trade', label: 'Trade', words: 'ladder, order ticket, your orders and positions' },
      { id: 'demo', label: 'Demo', words: 'the picture alone' },
    ],
  },
} as const satisfies Record<string, ChoiceSpec>;

export type ChoiceId = keyof typeof CHOICES;
export type OptionOf<Id extends ChoiceId> = (typeof CHOICES)[Id]['options'][number]['id'];
export type Choices = { readonly [Id in ChoiceId]: OptionOf<Id> };
export type ZoneChoice = OptionOf<'zone'>;
export type NumberStyle = OptionOf<'numbers'>;
export type LayoutId = OptionOf<'layout'>;

export const CHOICE_IDS = Object.keys(CHOICES) as ChoiceId[];

export const optionsOf = (id: ChoiceId): readonly Option[] => CHOICES[id].options;

export const isOption = (id: ChoiceId, value: unknown): boolean =>
  optionsOf(id).some((option) => option.id === value);

/** What was kept, as far as it still has a meaning; everything else is the default. */
export function choicesFrom(kept: unknown): Choices {
  const fields = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const read = (id: ChoiceId): unknown =>
    Object.hasOwn(fields, id) && isOption(id, fields[id]) ? fields[id] : CHOICES[id].options[0].id;
  return Object.fromEntries(CHOICE_IDS.map((id) => [id, read(id)])) as unknown as Choices;
}

/**
 * The keyboard of the page in one table: what the help dialog lists is what the keys do. Keys are off while a person
 * types, while a dialog is open, and where an element has taken the key for itself.
 */
import type { Deck } from '../state/deck.svelte';
import { speedBeside } from '../state/pace';
import type { Trading } from '../state/trading.svelte';

export interface PageActions {
  readonly deck: Deck;
  readonly trading: Trading;
  /** WCAG 2.1.4: keys of one character can be switched off */
  readonly areLettersOn: boolean;
  jump(): void;
  bookmark(): void;
  showHelp(): void;
  showSamples(): void;
  showSettings(): void;
  showGlossary(): void;
}

interface Binding {
  /** as `KeyboardEvent.key`; letters in lower case */
  readonly key: string;
  readonly isShifted?: boolean;
  readonly label: string;
  readonly words: string;
  readonly run: (actions: PageActions) => void;
  /** whether the key means something now; else it is left to the browser */
  readonly isOn?: (actions: PageActions) => boolean;
}

export const bindings: readonly Binding[] = [
  { key: ' ', label: 'Space', words: 'Play or pause', run: ({ deck }) => void deck.toggle() },
  { key: 'ArrowRight', label: '→', words: 'Step to the next event', run: ({ deck }) => void deck.step(1) },
  { key: 'ArrowLeft', label: '←', words: 'Step back one event', run: ({ deck }) => void deck.step(-1) },
  {
    key: 'ArrowRight',
    isShifted: true,
    label: 'Shift →',
    words: 'Forward one bar',
    run: ({ deck }) => void deck.travel.step(1, 'bar'),
  },
  {
    key: 'ArrowLeft',
    isShifted: true,
    label: 'Shift ←',
    words: 'Back one bar',
    run: ({ deck }) => void deck.travel.step(-1, 'bar'),
  },
  { key: '.', label: '.', words: 'Step to the next trade', run: ({ deck }) => void deck.step(1, 'trade') },
  { key: 'p', label: 'P', words: 'Back to the last trade', run: ({ deck }) => void deck.step(-1, 'trade') },
  {
    key: '[',
    label: '[',
    words: 'Slower',
    run: ({ deck }) => void deck.setSpeed(speedBeside(deck.speed, -1)),
  },
  {
    key: ']',
    label: ']',
    words: 'Faster',
    run: ({ deck }) => void deck.setSpeed(speedBeside(deck.speed, 1)),
  },
  { key: 'Home', label: 'Home', words: 'To the start', run: ({ deck }) => deck.seek(deck.startNs) },
  {
    key: 'g',
    label: 'G',
    words: 'Jump to a time, an event, a condition or a bookmark',
    run: (actions) => actions.jump(),
  },
  { key: 'b', label: 'B', words: 'Bookmark this place', run: (actions) => actions.bookmark() },
  { key: 'a', label: 'A', words: 'The loop begins here', run: ({ deck }) => deck.travel.setLoopEnd('a') },
  {
    key: 'a',
    isShifted: true,
    label: 'Shift A',
    words: 'The loop ends here',
    run: ({ deck }) => deck.travel.setLoopEnd('b'),
  },
  { key: 'l', label: 'L', words: 'No loop any more', run: ({ deck }) => deck.travel.clearLoop() },
  { key: 't', label: 'T', words: 'Trade: to the order ticket', run: ({ trading }) => trading.open() },
  {
    key: 'f',
    label: 'F',
    words: 'Armed: flatten, that is close the position and cancel its orders',
    run: ({ trading }) => trading.quick('flatten'),
  },
  {
    key: 'r',
    label: 'R',
    words: 'Armed: reverse the position',
    run: ({ trading }) => trading.quick('reverse'),
  },
  {
    key: 'x',
    label: 'X',
    words: 'Armed: cancel all own orders of the instrument',
    run: ({ trading }) => trading.quick('cancelAll'),
  },
  {
    key: 'Escape',
    label: 'Esc',
    words: 'Disarm ladder and keys',
    run: ({ trading }) => trading.disarm(),
    isOn: ({ trading }) => trading.desk?.isArmed === true,
  },
  { key: 's', label: 'S', words: 'Samples', run: (actions) => actions.showSamples() },
  { key: 'F6', label: 'F6', words: 'To the next panel', run: () => focusPanel(1) },
  { key: 'F6', isShifted: true, label: 'Shift F6', words: 'To the panel before', run: () => focusPanel(-1) },
  { key: ',', label: ',', words: 'Settings', run: (actions) => actions.showSettings() },
  { key: 'i', label: 'I', words: 'Glossary: what a term means', run: (actions) => actions.showGlossary() },
  { key: '?', isShifted: true, label: '?', words: 'This help', run: (actions) => actions.showHelp() },
];

/** What a person may type by accident, or say to a speech recogniser: letters, figures and signs. */
export const isCharacter = (key: string): boolean => key.length === 1 && key !== ' ';

/** Moves the focus to the first control of the next panel, so that nobody tabs through a table to leave it. */
function focusPanel(by: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('header.bar, main section.panel, footer.bar')];
  const at = panels.findIndex((panel) => panel.contains(document.activeElement));
  for (let turn = 1; turn <= panels.length; turn += 1) {
    const from = at < 0 && by < 0 ? 0 : at;
    const panel = panels[(from + by * turn + panels.length * 2) % panels.length];
    const control = panel?.querySelector<HTMLElement>(
      'button:not(:disabled):not([tabindex="-1"]), select:not(:disabled), input, a[href], [tabindex="0"]',
    );
    if (control === null || control === undefined) continue;
    control.focus();
    return;
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;

/** Space and arrows belong to a focused button, tab or row that gives them a meaning. */
const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  (event.key === ' ' &&
    event.target instanceof HTMLElement &&
    event.target.closest('button, summary, a') !== null);

/** A button clicked with the pointer gives the keyboard back, so that Space plays and pauses as it says. */
export function releaseFocus(event: MouseEvent): void {
  if (event.detail === 0 || !(event.target instanceof Element)) return;
  const button = event.target.closest('main button:not([role=tab]), footer button');
  if (button instanceof HTMLElement && document.activeElement === button) button.blur();
}

export function handleKey(event: KeyboardEvent, actions: PageActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (
    (isTyping(event.target) && event.key !== 'F6') ||
    isTaken(event) ||
    document.querySelector('dialog[open]') !== null
  )
    return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const binding = bindings.find(
    (entry) => entry.key === key && (key === '?' || (entry.isShifted ?? false) === event.shiftKey),
  );
  if (binding === undefined || (!actions.areLettersOn && isCharacter(binding.key))) return;
  if (binding.isOn?.(actions) === false) return;
  event.preventDefault();
  binding.run(actions);
}

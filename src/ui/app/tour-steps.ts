/**
 * The tour as data: what each step points at and says. A step whose element is not on the page now (a phone, a
 * layout, an embedded page) is left out; nothing else depends on it.
 */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** the first of these that is visible is pointed at; none at all: the step speaks of the whole page */
  readonly at: readonly string[];
  /** the key that does the same */
  readonly key?: string;
}

export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: 'A market is moving',
    text: 'This is a market played back event by event inside your browser. Nothing is installed, nothing leaves this machine.',
    at: ['[aria-label="Chart"]'],
  },
  {
    title: 'Play and pause',
    text: 'Play, pause, step to the next event or back to the one before. The speed goes from a tenth to as fast as your computer can.',
    at: ['[aria-label="Playback"]'],
    key: 'Space, ← and →, [ and ]',
  },
  {
    title: 'Go anywhere',
    text: 'The scrubber is the whole run: message rate as bars, events as marks. Drag it, both ways; the book is exact wherever you stop.',
    at: ['[aria-label="Position in the run"]'],
    key: 'G types a time',
  },
  {
    title: 'The ladder',
    text: 'Bids left, asks right, every price a row, lots as bars. Follow one price and watch the lots in front of it go.',
    at: ['section[aria-label="Ladder"]', '[role="tab"][data-tab="ladder"]'],
  },
  {
    title: 'The picture of the book',
    text: 'Brightness is how many lots rested at a price, dots are trades, ▲ bought and ▼ sold. Long bright bands are orders that stayed.',
    at: ['section[aria-label="Chart"] .chart', '[aria-label="Chart"]'],
  },
  {
    title: 'Spread and touch',
    text: 'The best bid and ask and what lies between them. A dotted underline explains itself when you press it, here and everywhere.',
    at: ['[aria-label="Touch and spread"]'],
  },
  {
    title: 'Ask it in SQL',
    text: 'The tape and everything the engine reported are tables, up to the moment on the clock. Start from a saved query.',
    at: ['[role="tab"][data-tab="sql"]'],
  },
  {
    title: 'What is assumed',
    text: 'Data level, queue, impact, latency and fees stand beside every result. Press the chip to read them in full.',
    at: ['.chip.assumed'],
  },
  {
    title: 'Proof',
    text: 'The digest is the fingerprint of everything reported so far. Step back and forth: the same place has the same digest, in every browser.',
    at: ['[data-verdict]'],
  },
  {
    title: 'Share it',
    text: 'A link holds the whole run. Whoever opens it computes it again and sees “verified”, or exactly where it differs.',
    at: ['[data-tour="share"]'],
  },
  {
    title: 'Open something else',
    text: 'Choose another sample or drop a file of your own; it stays on this machine. The tour is always in Help.',
    at: ['section[aria-label="Open"]', '[role="tab"][data-tab="open"]'],
    key: '? opens Help',
  },
];

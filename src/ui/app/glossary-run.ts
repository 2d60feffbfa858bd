/**
 * Terms of the deck: tapes, runs, playback, proof. Two sentences each; see `glossary.ts` for the shape.
 */
import type { Entry } from './glossary';

export const RUN_TERMS = {
  agent: {
    word: 'agent',
    text: 'A built-in participant that sends orders of its own, drawn from its own seed. Adding one changes nobody else’s chance.',
  },
  bar: {
    word: 'bar',
    text: 'A stretch of time of fixed length, with its first, highest, lowest and last price. Stepping by bars goes to the end of each.',
  },
  bookmark: {
    word: 'bookmark',
    text: 'Your mark at an event, with a note. It travels in the link, so that others find the place.',
  },
  condition: {
    word: 'condition',
    text: 'A state or a moment of the market that “Jump to” looks for. The search stops at the first event where it holds.',
    example: 'spread > 3: the next event after which the spread is wider than three ticks.',
  },
  loop: {
    word: 'loop',
    text: 'Two places, A and B, between which playback goes round. It is for looking again and again at one moment.',
  },
  assumptions: {
    word: 'assumptions',
    text: 'What a result takes for granted: data level, queue model, impact, latency, fees, number of seeds. They stand beside every result and travel with every export.',
  },
  converter: {
    word: 'converter',
    text: 'The reader that made the tape from its source, and its version. The same files through the same converter give the same hash.',
  },
  'data-level': {
    word: 'data level',
    text: 'How much a tape knows: L3 names every order, L2 only the size of each level, L1 the touch, L0 prices alone. What cannot be known is said beside the result.',
  },
  digest: {
    word: 'digest',
    text: 'A fingerprint of all reports so far. Two runs with the same digest said exactly the same.',
    example: 'Step forward and back again: the digest is what it was.',
  },
  engine: {
    word: 'engine',
    text: 'The WebAssembly core that computes the run, named by the hash of its bytes. The same engine gives the same result in every browser.',
  },
  event: {
    word: 'event',
    text: 'One row of the tape or one command that the engine works through. Stepping goes from one to the next.',
  },
  events: {
    word: 'market event',
    text: 'What is worth a line of its own: start and end, session changes, halts, auctions. Choosing one goes to its moment.',
  },
  'exchange-time': {
    word: 'exchange time',
    text: 'The moment at which the venue did it, in nanoseconds. It can be shown in the zone of the venue, in UTC or in your own.',
  },
  hash: {
    word: 'hash',
    text: 'The fingerprint of a tape’s content, whatever file it came in. A tape whose blocks do not match it is not played.',
  },
  journal: {
    word: 'journal',
    text: 'The sequence of all reports of the engine, in order. Every table and picture of the page is read from it.',
  },
  licence: {
    word: 'licence',
    text: 'What the owner of the data allows. Synthetic tapes are free; data of an exchange usually may not be passed on.',
  },
  playback: {
    word: 'playback',
    text: 'The pace at which market time passes beside your clock. It changes what you see, never what happens.',
  },
  quality: {
    word: 'quality report',
    text: 'Rules that every imported tape is checked with, and how often each found something. A finding is shown, never mended.',
  },
  replay: {
    word: 'replay',
    text: 'Recorded events of a tape, played back. What you see happened, up to the assumptions beside it.',
  },
  report: {
    word: 'report',
    text: 'One thing that the engine says: accepted, rejected, filled, cancelled, traded, touch moved. Reports are the only way out of it.',
  },
  run: {
    word: 'run',
    text: 'A manifest, a tape and what people did, executed. The same three give the same reports anywhere.',
  },
  schema: {
    word: 'schema',
    text: 'Which columns a tape has: single orders, levels, quotes, trades or bars. It decides what can be shown from it.',
  },
  scrubber: {
    word: 'scrubber',
    text: 'The whole run as a picture: message rate as bars, marks for events, the played part in colour. Drag it to go anywhere, both ways.',
  },
  seed: {
    word: 'seed',
    text: 'The number that all chance in a run is drawn from. The same seed draws the same.',
  },
  'seed-count': {
    word: 'seed count',
    text: 'How many random seeds stand behind a result. One seed shows what can happen, many show what usually does.',
  },
  simulated: {
    word: 'simulated',
    text: 'Nothing here happened: agents or commands made these events. The same seed makes them again.',
  },
  speed: {
    word: 'speed',
    text: 'Market seconds per second of yours, from 0.1× to 1000×, or as fast as it goes. “Measured” is what your computer reaches.',
    example: '10×: one minute of market passes in six seconds.',
  },
  tape: {
    word: 'tape',
    text: 'An ordered, immutable series of market events, known by the hash of its content. It stays on this machine.',
  },
  verified: {
    word: 'verified',
    text: 'The whole run was computed again here, and every report equals what the link claims. If not, the page names the range of reports that differ.',
  },
  zone: {
    word: 'time zone',
    text: 'The zone that times are shown in: the venue’s, UTC, or your own. Switching it changes how times read, never when something happened.',
  },
} as const satisfies Record<string, Entry>;

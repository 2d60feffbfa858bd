/**
 * Queues from npm behind one shape. None of them is stable by itself: each compares time, then a sequence
 * number given at the push, which is what a user of it would write.
 */
import FastPriorityQueue from 'fastpriorityqueue';
import { Heap } from 'heap-js';
import TinyQueue from 'tinyqueue';

export interface HoldEvent {
  readonly time: number;
  readonly sequence: number;
}

export interface HoldQueue {
  push(event: HoldEvent): void;
  /** The first event; the hold model never asks an empty queue. */
  pop(): HoldEvent;
}

const compare = (a: HoldEvent, b: HoldEvent): number => a.time - b.time || a.sequence - b.sequence;

function orFail(event: HoldEvent | undefined): HoldEvent {
  if (event === undefined) throw new Error('an empty queue in the hold model');
  return event;
}

export const rivalQueues: readonly { readonly name: string; create(): HoldQueue }[] = [
  {
    name: 'tinyqueue',
    create: () => {
      const queue = new TinyQueue<HoldEvent>([], compare);
      return { push: (event) => void queue.push(event), pop: () => orFail(queue.pop()) };
    },
  },
  {
    name: 'fastpriorityqueue',
    create: () => {
      const queue = new FastPriorityQueue<HoldEvent>((a, b) => compare(a, b) < 0);
      return { push: (event) => void queue.add(event), pop: () => orFail(queue.poll()) };
    },
  },
  {
    name: 'heap-js',
    create: () => {
      const queue = new Heap<HoldEvent>(compare);
      return { push: (event) => void queue.push(event), pop: () => orFail(queue.pop()) };
    },
  },
];

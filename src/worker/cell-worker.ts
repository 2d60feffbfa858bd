/**
 * The cell in a browser worker: connects the worker's messages to it and nothing more. Once the first picture must
 * stand, it fetches the parts that were left out for its sake, so that a network lost later takes nothing away.
 */
import { Cell } from './cell';
import { makeHost } from './cell-host';
import { askedPart, tapePart } from './part';

declare const self: DedicatedWorkerGlobalScope;

const CALM_MS = 4_000;

const cell = new Cell(makeHost((message, moved = []) => self.postMessage(message, moved)));
self.addEventListener('message', (event: MessageEvent<unknown>) => cell.receive(event.data));
// A part that does not come now is asked for again when it is needed, and missed in words only then.
setTimeout(() => void Promise.allSettled([askedPart(), tapePart()]), CALM_MS);

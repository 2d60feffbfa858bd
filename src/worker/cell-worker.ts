/**
 * The cell in a browser worker: connects the worker's messages to it and nothing more.
 */
import { Cell } from './cell';
import { makeHost } from './cell-host';

declare const self: DedicatedWorkerGlobalScope;

const cell = new Cell(makeHost((message, moved = []) => self.postMessage(message, moved)));
self.addEventListener('message', (event: MessageEvent<unknown>) => cell.receive(event.data));

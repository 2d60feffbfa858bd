/**
 * Commands that wait for their time, as one sorted array. Knows nothing of wheels or windows.
 * Key: time, rank, actor (the account), then the order in which that actor sent them.
 */
import type { ModelCommand } from './types';

interface Waiting {
  command: ModelCommand;
  sequence: number;
}

function isBefore(a: Waiting, b: Waiting): boolean {
  if (a.command.tsNs !== b.command.tsNs) return a.command.tsNs < b.command.tsNs;
  if (a.command.rank !== b.command.rank) return a.command.rank < b.command.rank;
  if (a.command.account !== b.command.account) return a.command.account < b.command.account;
  return a.sequence < b.sequence;
}

export class PendingQueue {
  private readonly waiting: Waiting[] = [];
  private sent = 0;

  push(command: ModelCommand): void {
    this.sent += 1;
    const added = { command, sequence: this.sent };
    const place = this.waiting.findIndex((other) => isBefore(added, other));
    if (place < 0) this.waiting.push(added);
    else this.waiting.splice(place, 0, added);
  }

  /** The next command at or before a time. */
  shift(untilNs: bigint): ModelCommand | undefined {
    const first = this.waiting[0];
    if (!first || first.command.tsNs > untilNs) return undefined;
    this.waiting.shift();
    return first.command;
  }
}

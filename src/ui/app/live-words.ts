/**
 * What the Live dialog says: states in words, decimals of equal length, spans of time. Pure.
 */
import type { LiveLook, LiveState } from '../../worker/gateway-protocol';

const STATES: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting…',
  synchronising: 'Connected, waiting for the whole book or the first data',
  live: 'Live',
  waiting: 'Connection lost',
  ended: 'Not connected',
};

export function stateText({ state, retryInMs, restMs }: LiveLook): string {
  if (state === 'waiting') return `${STATES.waiting}, next try in ${Math.ceil(retryInMs / 1000)} s`;
  if (restMs > 1000 && state !== 'ended')
    return `${STATES[state]}; the host asked for a rest of ${Math.ceil(restMs / 1000)} s`;
  return STATES[state];
}

/** Decimals of equal length, so that points stand below each other. */
export function evenDecimals(texts: readonly string[]): string[] {
  const decimals = Math.max(0, ...texts.map((text) => text.split('.')[1]?.length ?? 0));
  return texts.map((text) => {
    const [whole = '', part = ''] = text.split('.');
    return decimals === 0 ? whole : `${whole}.${part.padEnd(decimals, '0')}`;
  });
}

export function spanText(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${two(minutes)}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** A delay below nothing means that the two clocks differ. */
export function lagText(lagMs: number | null): string {
  if (lagMs === null) return '–';
  if (lagMs < 0) return `clocks differ by ${Math.round(-lagMs)} ms`;
  if (lagMs < 10_000) return `${Math.round(lagMs)} ms`;
  return lagMs < 600_000 ? `${Math.round(lagMs / 1000)} s` : 'the clocks differ by far';
}

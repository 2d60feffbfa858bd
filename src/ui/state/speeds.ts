/**
 * The speeds that the transport offers, and how they are written.
 */
import type { Speed } from '../../worker/protocol';

export const SPEEDS: readonly Speed[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 100, 1000, 'max'];

export const speedText = (speed: Speed): string => (speed === 'max' ? 'Max' : `${speed}×`);

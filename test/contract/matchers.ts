/**
 * The implementations that every suite runs on. Knows nothing of what is tested.
 */
import { CoreMatcher } from './core-matcher';
import { openModel } from './matcher';
import type { OpenMatcher } from './matcher';

export const matchers: readonly { name: string; open: OpenMatcher }[] = [
  { name: 'model', open: openModel },
  { name: 'core', open: (config) => new CoreMatcher(config) },
];

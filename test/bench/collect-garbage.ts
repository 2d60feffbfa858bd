/**
 * Frees what a round left behind before the next is timed: instances hold hundreds of megabytes. Node exposes
 * its collector only by flag, which may be set while running.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
export const collectGarbage = runInNewContext('gc') as () => void;

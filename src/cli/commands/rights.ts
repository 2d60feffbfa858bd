/** `rights`: what may be done with a tape, read or stated; recorded in its steps, its hash stays. */
import { withRights } from '../../tape/restate';
import { optionError, type CommandSpec } from '../arguments';
import type { CliCommand } from '../command';
import { openTapeFolder } from '../tape-folder';
import { replaceManifest } from '../tape-writer';

const spec: CommandSpec = {
  name: 'rights',
  operands: 'TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'say whose a tape is and whether it may be passed on, or state it',
  details: [
    'Without options it prints both and exits with 0 where the tape may be passed on, with 1 where it may not.',
    'With them tape.json is written anew; what stood there before is kept in its steps. The hash stays.',
  ],
  options: [
    { name: 'licence', value: 'TEXT', help: 'licence or owner' },
    { name: 'redistribute', value: 'yes|no', help: 'whether it may be passed on' },
  ],
};

export const rights: CliCommand = {
  spec,
  async run(parsed, io) {
    const [place] = parsed.operands as [string];
    const { source, close } = await openTapeFolder(place);
    await close();
    const { manifest } = source;
    const licence = parsed.values.get('licence');
    const word = parsed.values.get('redistribute');
    if (word !== undefined && word !== 'yes' && word !== 'no')
      throw optionError(spec, '--redistribute must be yes or no.');
    const isAsked = licence === undefined && word === undefined;
    const redistribute = word === undefined ? manifest.redistribute : word === 'yes';
    const stated = isAsked
      ? manifest
      : withRights(manifest, { licence: licence ?? manifest.licence, redistribute });
    if (!isAsked) await replaceManifest(place, stated);
    const may = stated.redistribute ? 'may be passed on' : 'not to be passed on';
    await io.write(`${stated.licence}; ${may}\n`);
    return isAsked && !stated.redistribute ? 1 : 0;
  },
};

/** Where the process starts. All there is to know is in `program.ts`. */
import { processIo } from './io';
import { main } from './program';

process.exitCode = await main(process.argv.slice(2), processIo());

/**
 * What a person asks of a run that plays, gathered so that it is fetched apart from what plays it: trading by hand and
 * its what-ifs, Jump to, money, SQL's journal, the whole run, places that are kept.
 */
export { portablePlace } from '../sim/take-up';
export { comparisonOf, playComparison } from './comparison';
export { JournalReader } from './journal-reader';
export { jumpTarget } from './jump';
export { answerMoney } from './money';
export { resumeRun } from './resume';
export { answerWhatIf, logJson, parseActs, rewritten, TradingDesk } from './trading-desk';
export { verdictOn, wholeResult } from './verdict';

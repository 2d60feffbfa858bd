/**
 * What somebody who opens a scenario is meant to learn: a goal and questions with answers, parsed from untrusted JSON
 * into a JSON value again (docs/FORMATS.md §8, "Lesson"). Words alone: no part of a run's identity, like its title.
 */
import * as shape from './shape';

export interface Question {
  readonly ask: string;
  /** two to six of them */
  readonly options: readonly string[];
  /** index of the right one */
  readonly answer: number;
  /** said once an option was chosen */
  readonly because: string;
}

export interface Lesson {
  readonly goal: string;
  readonly questions: readonly Question[];
}

const limits = { goal: 400, questions: 12, ask: 300, option: 160, options: 6, because: 600 } as const;

function readQuestion(json: unknown, path: string): Question {
  const fields = shape.readFields(json, path, ['ask', 'options', 'answer', 'because']);
  const options = shape
    .readArray(shape.requireField(fields, path, 'options'), `${path}.options`, limits.options)
    .map((option, index) => shape.readText(option, `${path}.options[${index}]`, limits.option));
  if (options.length < 2) throw shape.outOfRange(`${path}.options`, 'needs at least two.');
  return {
    ask: shape.readText(shape.requireField(fields, path, 'ask'), `${path}.ask`, limits.ask),
    options,
    answer: shape.readInteger(
      shape.requireField(fields, path, 'answer'),
      `${path}.answer`,
      0,
      options.length - 1,
    ),
    because: shape.readText(fields.get('because') ?? '', `${path}.because`, limits.because),
  };
}

export function readLesson(json: unknown, path: string): Lesson {
  const fields = shape.readFields(json, path, ['goal', 'questions']);
  return {
    goal: shape.readText(shape.requireField(fields, path, 'goal'), `${path}.goal`, limits.goal),
    questions: shape
      .readArray(fields.get('questions') ?? [], `${path}.questions`, limits.questions)
      .map((question, index) => readQuestion(question, `${path}.questions[${index}]`)),
  };
}

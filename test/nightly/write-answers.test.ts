import { writeAnswers } from '../../src/nightly/write-answers.ts';
import { writeAnswersContract } from '../contracts/write-answers-contract.ts';

writeAnswersContract(
  'in one process',
  ({ database }, writer) =>
    (questions, options) =>
      writeAnswers({ database, writer }, questions, options),
);

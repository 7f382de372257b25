import { test } from 'node:test';
import { shareAnswers } from '../../../src/nightly/sharing/share-answers.ts';
import { writeAnswersContract } from '../../contracts/write-answers-contract.ts';
import { WITHOUT_SERVER } from '../../support/answer-server.ts';
import { SILENT } from '../../support/model-case.ts';

if (WITHOUT_SERVER) test('answers shared on a server', { skip: WITHOUT_SERVER }, () => {});
else
  writeAnswersContract('as jobs on a server', ({ database, location }, writer) => (questions, options) => {
    const databaseUrl = location.databaseUrl!;
    return shareAnswers({ database, databaseUrl, writer, log: SILENT }, questions, options);
  });

/** Where there is no PostgreSQL server to share answers on: said with the tests that are skipped. */
export const WITHOUT_SERVER = process.env.GOLDSMITH_TEST_DATABASE_URL
  ? false
  : 'needs GOLDSMITH_TEST_DATABASE_URL: sharing is for a PostgreSQL server';

/** A process that lays load on a server: autocannon with the options that it is sent, whose result it sends back. */
import autocannon from 'autocannon';

process.once('message', async (options: autocannon.Options) => {
  process.send?.(await autocannon(options));
  process.disconnect();
});
process.send?.('ready');

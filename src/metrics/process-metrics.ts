import type { Metric } from './sample.ts';

/** What every Prometheus client tells of its process, by the names that dashboards know. */
export const PROCESS_METRICS: Metric<NodeJS.Process>[] = [
  {
    kind: 'counter',
    name: 'process_cpu_seconds_total',
    help: 'Processor time of this process, seconds',
    read: (process) => {
      const { user, system } = process.cpuUsage();
      return [{ value: (user + system) / 1e6 }];
    },
  },
  {
    kind: 'gauge',
    name: 'process_resident_memory_bytes',
    help: 'Memory that this process holds, bytes',
    read: (process) => [{ value: process.memoryUsage.rss() }],
  },
  {
    kind: 'gauge',
    name: 'process_start_time_seconds',
    help: 'When this process began, seconds since 1970',
    read: (process) => [{ value: Math.round(Date.now() / 1000 - process.uptime()) }],
  },
];

import { startNight } from 'desk-api/night.ts';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';

/** Starts a night. */
export function StartNight() {
  const start = useChange(startNight);
  const [onlyStale, setOnlyStale] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const order = {
      days: Number(given.get('days') ?? 7),
      max_golden: Number(given.get('max') ?? 50),
      regenerate_cultural: given.get('culture') !== null,
    };
    start.mutate({ body: onlyStale ? { only_stale: true } : order });
  };
  return (
    <details className="start">
      <summary>Start a night now</summary>
      <form onSubmit={onSubmit} className="filters">
        <label>
          Days of conversations
          <input name="days" type="number" min={1} max={3650} defaultValue={7} required disabled={onlyStale} />
        </label>
        <label>
          New answers at most
          <input name="max" type="number" min={1} max={100000} defaultValue={50} required disabled={onlyStale} />
        </label>
        <label className="check">
          <span>
            <input name="culture" type="checkbox" disabled={onlyStale} /> rewrite culture, too
          </span>
        </label>
        <label className="check">
          <span>
            <input type="checkbox" checked={onlyStale} onChange={(event) => setOnlyStale(event.target.checked)} /> only
            rewrite stale answers
          </span>
        </label>
        <button type="submit" className="main" disabled={start.isPending}>
          {start.isPending ? 'Starting …' : 'Start'}
        </button>
      </form>
      {start.error && <ErrorNotice error={start.error} />}
    </details>
  );
}

import { type QuestionMap, readMap } from 'desk-api/map.ts';
import { useEffect, useState } from 'react';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { count } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { MapShown } from './map-shown.tsx';
import './map.css';

/** While questions are being placed, it is asked again so often. */
const AGAIN_MS = 2_000;

/** All questions in two dimensions: what is near means about the same. */
export function MapPage() {
  const [isPlacing, setPlacing] = useState(false);
  const asked = useEndpoint(readMap, {}, { refetchInterval: isPlacing ? AGAIN_MS : undefined });
  const placing = asked.data?.placing ?? false;
  useEffect(() => setPlacing(placing), [placing]);
  return (
    <Page title="Map">
      <Loaded asked={asked}>
        {(map) =>
          map.points.length === 0 ? (
            <p className="empty">
              No night has read any questions yet. After one, each question is a point here, next to those that mean
              about the same.
            </p>
          ) : (
            <>
              <Told map={map} />
              <MapShown map={map} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Told({ map: { points, total, placing, trouble } }: { map: QuestionMap }) {
  const waiting = points.filter(({ x }) => x === null).length;
  return (
    <>
      <p className="lead">
        What is near means about the same; the larger, the more people asked it.
        {points.length < total && ` The ${count(points.length)} asked most of ${count(total)}.`}
      </p>
      {placing && (
        <p className="notice" role="status">
          {count(waiting)} new questions are being placed on the map; it takes up to half a minute. The list has them
          already.
        </p>
      )}
      {!placing && trouble && (
        <p className="notice bad" role="alert">
          {count(waiting)} new questions could not be placed: {trouble}
        </p>
      )}
    </>
  );
}

import type { MapPoint } from 'desk-api/map.ts';
import { Link } from 'react-router';
import { count, languageName } from '../../parts/in-words.ts';
import { toAnswer, toWriting } from '../../parts/to-answers.ts';
import { useMayEdit } from '../../shell/use-session.ts';
import type { Chart, ChartedCluster } from './charted.ts';
import { StateMark } from './state-mark.tsx';
import { STATES } from './states.ts';

/** The clusters as a list, those with most demand first; then the outliers, newest first. */
export function MapList(props: {
  clusters: ChartedCluster[];
  outliers: MapPoint[];
  /** Rows at most; the rest is told of. */
  most: number;
  onMore: () => void;
  onCluster: (id: number) => void;
  onPoint: (id: number) => void;
}) {
  const { clusters, outliers, most } = props;
  const all = clusters.length + outliers.length;
  if (all === 0) return <p className="empty">Nothing fits. Take a filter away, or search for other words.</p>;
  return (
    <>
      <p className="soft">
        {count(clusters.length)} {clusters.length === 1 ? 'cluster' : 'clusters'} by people who asked
        {outliers.length > 0 && `, then ${count(outliers.length)} that stand alone`}
      </p>
      <ul className="map-list">
        {clusters.slice(0, most).map(({ id, question, state, users }) => (
          <li key={id}>
            <button type="button" onClick={() => props.onCluster(id)}>
              <StateMark state={state} />
              <bdi>{question}</bdi>
              <small>{count(users)}</small>
            </button>
          </li>
        ))}
        {outliers.slice(0, Math.max(0, most - clusters.length)).map(({ id, text }) => (
          <li key={`p${id}`}>
            <button type="button" onClick={() => props.onPoint(id)}>
              <StateMark state="outlier" />
              <bdi>{text}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {all > most && (
        <p>
          <button type="button" onClick={props.onMore}>
            Show more
          </button>{' '}
          <span className="soft">
            {count(most)} of {count(all)}
          </span>
        </p>
      )}
    </>
  );
}

/** A cluster, or a question alone: what it is, what comes of it, and its wordings. */
export function MapDetail(props: {
  chart: Chart;
  cluster: ChartedCluster | undefined;
  point: MapPoint | undefined;
  onPoint: (id: number) => void;
  onClose: () => void;
}) {
  const { cluster, point } = props;
  const question = cluster?.question ?? point?.text ?? '';
  const language = cluster?.language ?? point?.language ?? null;
  const state = cluster?.state ?? 'outlier';
  return (
    <section className="map-detail" aria-label="What is selected">
      <p>
        <button type="button" className="quiet" onClick={props.onClose}>
          ← All questions
        </button>
      </p>
      <h2>
        <bdi>{question}</bdi>
      </h2>
      <p>
        <StateMark state={state} isNamed /> {STATES[state].name}, {languageName(language)}
        {cluster &&
          `; asked ${count(cluster.asked)} times by ${count(cluster.users)} people in the days that the last night read`}
        {!cluster && '; in no cluster: nobody else asks it'}
      </p>
      <p>
        <WayOn question={question} language={language} cluster={cluster} />
      </p>
      {cluster && (
        <>
          <h3>
            {count(cluster.points.length)} {cluster.points.length === 1 ? 'wording' : 'wordings'}, by people who used it
          </h3>
          <ul className="map-list">
            {cluster.points.map(({ id, text, users }) => (
              <li key={id}>
                <button type="button" aria-pressed={id === point?.id} onClick={() => props.onPoint(id)}>
                  <bdi>{text}</bdi>
                  <small>{count(users)}</small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function WayOn(props: { question: string; language: string | null; cluster: ChartedCluster | undefined }) {
  const { question, language, cluster } = props;
  const mayEdit = useMayEdit();
  if (cluster?.answer_id) return <Link to={toAnswer(cluster.answer_id)}>Its answer</Link>;
  return mayEdit ? <Link to={toWriting({ question, language, cluster: cluster?.id })}>Write an answer</Link> : null;
}

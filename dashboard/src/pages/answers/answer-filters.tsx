import type { AnswerQuery } from 'desk-api/answers.ts';
import { answerStatus } from 'desk-api/shown-answer.ts';
import type { ReactNode } from 'react';
import { languageName } from '../../parts/in-words.ts';
import { SearchField } from '../../parts/search-field.tsx';

const YES_OR_NO = { stale: 'Stale', marked_wrong: 'Marked wrong', edited: 'A person’s text' } as const;
const WROTE = { any: 'written by night', new: 'new by night', rewritten: 'rewritten by night' } as const;

/** Which answers are shown. */
export function AnswerFilters(props: {
  filter: AnswerQuery;
  /** Those that there are answers in. */
  languages: string[];
  onChange: (changed: Record<string, string>) => void;
}) {
  const { filter, onChange } = props;
  const isFiltered = ['search', 'language', 'status', 'run', ...Object.keys(YES_OR_NO)].some((name) => name in filter);
  return (
    <search className="filters">
      <SearchField
        label="Search questions, answers and phrasings"
        value={filter.search ?? ''}
        onSearch={(search) => onChange({ search })}
      />
      <Choice label="Language" value={filter.language} onChange={(language) => onChange({ language })}>
        {props.languages.map((language) => (
          <option key={language} value={language}>
            {language === 'none' ? 'unknown' : languageName(language)}
          </option>
        ))}
      </Choice>
      <Choice label="Status" none="all but dismissed" value={filter.status} onChange={(status) => onChange({ status })}>
        {answerStatus.options.map((status) => (
          <option key={status}>{status}</option>
        ))}
        <option>all</option>
      </Choice>
      {(['stale', 'marked_wrong', 'edited'] as const).map((name) => (
        <Choice
          key={name}
          label={YES_OR_NO[name]}
          value={filter[name] === undefined ? undefined : String(filter[name])}
          onChange={(value) => onChange({ [name]: value })}
        >
          <option value="true">yes</option>
          <option value="false">no</option>
        </Choice>
      ))}
      {filter.run !== undefined && (
        <span className="tag">
          {WROTE[filter.wrote ?? 'any']} {filter.run}
        </span>
      )}
      {isFiltered && (
        <button
          type="button"
          className="quiet"
          onClick={() =>
            onChange({
              search: '',
              language: '',
              status: '',
              stale: '',
              marked_wrong: '',
              edited: '',
              run: '',
              wrote: '',
            })
          }
        >
          Clear
        </button>
      )}
    </search>
  );
}

function Choice(props: {
  label: string;
  none?: string;
  value: string | undefined;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <label>
      {props.label}
      <select value={props.value ?? ''} onChange={(event) => props.onChange(event.target.value)}>
        <option value="">{props.none ?? 'all'}</option>
        {props.children}
      </select>
    </label>
  );
}

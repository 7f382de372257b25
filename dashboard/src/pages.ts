import type { ComponentType } from 'react';

/** A page of the desk. */
export interface Page {
  /** Its address, under `/desk`. */
  path: string;
  name: string;
  /** After `g` it goes there; a page without one is reached by links only, and not in the navigation. */
  key?: string;
  /** Loaded when it is first shown. */
  load: () => Promise<ComponentType>;
}

/** All pages, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  {
    path: '/',
    name: 'Overview',
    key: 'o',
    load: async () => (await import('./pages/overview/overview-page.tsx')).OverviewPage,
  },
  {
    path: '/review',
    name: 'Review',
    key: 'r',
    load: async () => (await import('./pages/review/review-page.tsx')).ReviewPage,
  },
  {
    path: '/answers',
    name: 'Answers',
    key: 'a',
    load: async () => (await import('./pages/answers/answers-page.tsx')).AnswersPage,
  },
  {
    path: '/answers/new',
    name: 'Write an answer',
    load: async () => (await import('./pages/answers/write-answer-page.tsx')).WriteAnswerPage,
  },
  {
    path: '/answers/import',
    name: 'Import answers',
    load: async () => (await import('./pages/answers/import-page.tsx')).ImportPage,
  },
  {
    path: '/lookups',
    name: 'Lookups',
    key: 'l',
    load: async () => (await import('./pages/lookups/lookups-page.tsx')).LookupsPage,
  },
  {
    path: '/nights',
    name: 'Nights',
    key: 'n',
    load: async () => (await import('./pages/nights/nights-page.tsx')).NightsPage,
  },
  {
    path: '/nights/:run',
    name: 'Night',
    load: async () => (await import('./pages/nights/night-page.tsx')).NightPage,
  },
  {
    path: '/gaps',
    name: 'Gaps',
    key: 'p',
    load: async () => (await import('./pages/gaps/gaps-page.tsx')).GapsPage,
  },
  {
    path: '/map',
    name: 'Map',
    key: 'm',
    load: async () => (await import('./pages/map/map-page.tsx')).MapPage,
  },
  {
    path: '/try',
    name: 'Try it',
    key: 't',
    load: async () => (await import('./pages/try-it/try-it-page.tsx')).TryItPage,
  },
  {
    path: '/culture',
    name: 'Culture',
    key: 'c',
    load: async () => (await import('./pages/culture/culture-page.tsx')).CulturePage,
  },
  {
    path: '/culture/:chunk',
    name: 'Cultural chunk',
    load: async () => (await import('./pages/culture/chunk-page.tsx')).ChunkPage,
  },
  {
    path: '/intel',
    name: 'Intel',
    key: 'i',
    load: async () => (await import('./pages/intel/intel-page.tsx')).IntelPage,
  },
  {
    path: '/audit',
    name: 'Audit',
    key: 'u',
    load: async () => (await import('./pages/audit/audit-page.tsx')).AuditPage,
  },
];

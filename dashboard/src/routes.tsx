import { createBrowserRouter } from 'react-router';
import { PAGES } from './pages.ts';
import { Shell } from './shell/shell.tsx';
import { ShowError } from './shell/show-error.tsx';

/** Which address shows what. A page is loaded when it is first gone to. */
export const router = createBrowserRouter(
  [
    {
      element: <Shell />,
      errorElement: <ShowError />,
      // Nothing of the page is there before its first part is loaded.
      HydrateFallback: () => null,
      children: [
        ...PAGES.map(({ path, load }) => ({ path, lazy: { Component: load }, errorElement: <ShowError /> })),
        { path: '*', element: <ShowError message="There is no such page." /> },
      ],
    },
  ],
  { basename: '/desk' },
);

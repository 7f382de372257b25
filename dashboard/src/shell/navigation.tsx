import { useEffect, useRef } from 'react';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { PAGES } from '../pages.ts';
import { useShortcut } from './shortcuts.ts';

/** The way to every page. */
export function Navigation() {
  const place = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the way to the page that is shown may be out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each new page.
  useEffect(() => {
    place.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav ref={place} aria-label="Pages">
      <ul>{PAGES.map(({ path, name, key }) => key && <PageLink key={path} path={path} name={name} letter={key} />)}</ul>
    </nav>
  );
}

function PageLink({ path, name, letter }: { path: string; name: string; letter: string }) {
  const navigate = useNavigate();
  useShortcut(`g ${letter}`, `Go to ${name}`, () => navigate(path));
  return (
    <li>
      <NavLink to={path} end={path === '/'}>
        {name}
      </NavLink>
    </li>
  );
}

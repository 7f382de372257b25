import { NavLink, useNavigate } from 'react-router';
import { PAGES } from '../pages.ts';
import { useShortcut } from './shortcuts.ts';

/** The way to every page. */
export function Navigation() {
  return (
    <nav aria-label="Pages">
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

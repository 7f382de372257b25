/**
 * An absolute web address without its fragment; a page named `index.html` has its folder's.
 * @param base what a relative one is resolved against.
 * @returns undefined for what is no http or https address, or is relative without a base.
 */
export function webAddress(address: string | undefined, base?: string): string | undefined {
  if (address === undefined || !URL.canParse(address.trim(), base)) return undefined;
  const url = new URL(address.trim(), base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.hash = '';
  url.pathname = url.pathname.replace(/\/index\.x?html?$/i, '/');
  return url.href;
}

/** The address of a file of a site's folder, from the folder's; undefined when that has none. */
export function addressInSite(site: string | undefined, path: string): string | undefined {
  if (site === undefined) return undefined;
  const folder = site.endsWith('/') ? site : `${site}/`;
  return webAddress(path.split('/').map(encodeURIComponent).join('/'), folder);
}

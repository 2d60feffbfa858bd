/**
 * Addresses relative to the page. The page talks to its own site only: whatever lies elsewhere is refused before it
 * is fetched.
 */
export const addressOf = (path: string): URL => new URL(path, document.baseURI);

export const isOwn = (url: URL): boolean => url.origin === new URL(document.baseURI).origin;

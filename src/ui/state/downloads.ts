/**
 * Hands a file to the person, as a download.
 */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  saveAddress(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file of this site, fetched by the browser itself. */
export function saveAddress(url: string, name = url.slice(url.lastIndexOf('/') + 1)): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}

/** A file name out of a title. */
export const fileNameOf = (title: string, ending: string): string =>
  `${title.replace(/[^\w-]+/g, '-').slice(0, 60) || 'run'}.${ending}`;

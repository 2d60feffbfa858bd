/**
 * Text to a short ASCII token and back: UTF-8, raw deflate, base64url. Browsers and Node deflate to different bytes, so
 * nothing may ever hash the token; only what comes out of it counts.
 * Invariant: inflating stops as soon as the cap is passed, whatever the token claims to hold.
 */
const tokenPattern = /^[A-Za-z0-9_-]*$/;

export async function packText(text: string): Promise<string> {
  const deflated = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(deflated).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export type Unpacked =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: Unpackable };
export type Unpackable = 'notBase64' | 'notDeflate' | 'tooLarge' | 'notUtf8';

export async function unpackText(token: string, maxBytes: number): Promise<Unpacked> {
  if (!tokenPattern.test(token) || token.length % 4 === 1) return { ok: false, why: 'notBase64' };
  const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
  const chunks = await inflateBounded(
    Uint8Array.from(binary, (char) => char.charCodeAt(0)),
    maxBytes,
  );
  if (typeof chunks === 'string') return { ok: false, why: chunks };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
    return { ok: true, text };
  } catch {
    return { ok: false, why: 'notUtf8' };
  }
}

async function inflateBounded(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array[] | 'notDeflate' | 'tooLarge'> {
  const inflater = new DecompressionStream('deflate-raw');
  const writer = inflater.writable.getWriter();
  const reader = inflater.readable.getReader();
  // Failures are read from the readable side; the other promises of the pair carry the same ones.
  const ignore = (): undefined => undefined;
  writer.closed.catch(ignore);
  reader.closed.catch(ignore);
  writer
    .write(bytes)
    .then(() => writer.close(), ignore)
    .catch(ignore);
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return chunks;
      total += value.byteLength;
      if (total > maxBytes) {
        reader.cancel().catch(ignore);
        return 'tooLarge';
      }
      chunks.push(value);
    }
  } catch {
    return 'notDeflate';
  }
}

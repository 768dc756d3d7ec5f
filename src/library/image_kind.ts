/** The picture formats that CRANE reads, with the extension each is stored under and its media type. */
export const IMAGE_KINDS = {
  png: { extension: 'png', mediaType: 'image/png' },
  jpeg: { extension: 'jpg', mediaType: 'image/jpeg' },
  webp: { extension: 'webp', mediaType: 'image/webp' },
} as const;

export type ImageKind = keyof typeof IMAGE_KINDS;

/** What the first bytes of a file say that it is. */
export type Sniffed =
  | { readonly known: true; readonly kind: ImageKind }
  /** `what` is a noun phrase with its article, for a message. */
  | { readonly known: false; readonly what: string };

type Pattern = readonly [offset: number, bytes: string];

/** Signatures in Latin-1, first match wins. */
const SIGNATURES: readonly { readonly is: ImageKind | { readonly what: string }; readonly all: readonly Pattern[] }[] =
  [
    { is: 'png', all: [[0, '\x89PNG\r\n\x1a\n']] },
    { is: 'jpeg', all: [[0, '\xff\xd8\xff']] },
    {
      is: 'webp',
      all: [
        [0, 'RIFF'],
        [8, 'WEBP'],
      ],
    },
    { is: { what: 'a GIF' }, all: [[0, 'GIF8']] },
    { is: { what: 'a BMP picture' }, all: [[0, 'BM']] },
    { is: { what: 'a TIFF picture' }, all: [[0, 'II*\0']] },
    { is: { what: 'a TIFF picture' }, all: [[0, 'MM\0*']] },
    { is: { what: 'an AVIF picture' }, all: [[4, 'ftypavif']] },
    { is: { what: 'a HEIC picture' }, all: [[4, 'ftyphei']] },
    { is: { what: 'a HEIC picture' }, all: [[4, 'ftypmif1']] },
    { is: { what: 'a PDF document' }, all: [[0, '%PDF-']] },
    { is: { what: 'a ZIP archive' }, all: [[0, 'PK\x03\x04']] },
  ];

/** Recognises a file by its first bytes; its name is not asked. */
export function sniffImage(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  const found = SIGNATURES.find((s) => s.all.every(([offset, text]) => head.startsWith(text, offset)));
  if (found !== undefined) {
    return typeof found.is === 'string' ? { known: true, kind: found.is } : { known: false, what: found.is.what };
  }
  if (/<svg[\s>]/iu.test(head)) return { known: false, what: 'an SVG drawing' };
  return { known: false, what: 'not a picture of a known format' };
}

/** The kind that a file name claims by its extension; null where it claims none that CRANE reads. */
export function claimedKind(name: string): ImageKind | null {
  const extension = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase();
  if (extension === 'png') return 'png';
  if (extension === 'jpg' || extension === 'jpeg') return 'jpeg';
  if (extension === 'webp') return 'webp';
  return null;
}

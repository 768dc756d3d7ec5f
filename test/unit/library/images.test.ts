import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { decodeRgb, uprightFile } from '../../../src/library/decode.ts';
import { loadImage, loadStoredImage, storeImage } from '../../../src/library/images.ts';
import { tempWorkspace } from '../support/temp_workspace.ts';

/** 6 × 4, red on the left half, blue on the right. */
const picture = sharp(
  Buffer.from(Array.from({ length: 24 }, (_, i) => (i % 6 < 3 ? [255, 0, 0] : [0, 0, 255])).flat()),
  { raw: { width: 6, height: 4, channels: 3 } },
);
const png = await picture.clone().png().toBuffer();

for (const kind of ['png', 'jpeg', 'webp'] as const) {
  test(`a ${kind} picture is stored under the hash of its bytes and decodes to RGB`, async (t) => {
    const workspace = tempWorkspace(t);
    const bytes = await picture.clone().toFormat(kind, { quality: 100 }).toBuffer();
    const image = await loadImage(workspace, { base64: bytes.toString('base64') });
    const stored = await storeImage(workspace, image);
    assert.equal(stored, `images/${image.hash}.${kind === 'jpeg' ? 'jpg' : kind}`);
    assert.deepEqual(readFileSync(join(workspace.crane, stored)), bytes);
    const again = await loadStoredImage(workspace, stored);
    const rgb = await decodeRgb(again.bytes, stored);
    assert.deepEqual([rgb.width, rgb.height, rgb.data.length], [6, 4, 72]);
  });
}

test('the same picture twice is one file', async (t) => {
  const workspace = tempWorkspace(t);
  const file = join(workspace.root, 'a.png');
  writeFileSync(file, png);
  const first = await storeImage(workspace, await loadImage(workspace, { path: file }));
  const second = await storeImage(workspace, await loadImage(workspace, { base64: png.toString('base64') }));
  assert.equal(first, second);
  assert.deepEqual(readdirSync(workspace.images), [first.slice('images/'.length)]);
});

test('the EXIF rotation of a JPEG is applied', async () => {
  const turned = await picture.clone().jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer();
  const rgb = await decodeRgb(turned, 'turned.jpg');
  assert.deepEqual([rgb.width, rgb.height], [4, 6]);
  // Turned clockwise, the red left half comes to the top.
  const [r = 0, , b = 0] = rgb.data;
  assert.ok(r > 200 && b < 60, `top left is ${r}, ${b}`);
  assert.equal((await uprightFile(turned, 'jpeg')).mediaType, 'image/png');
});

test('an upright picture is sent on byte by byte', async () => {
  assert.deepEqual(await uprightFile(png, 'png'), { bytes: png, mediaType: 'image/png' });
});

test('alpha is dropped and grey becomes three channels', async () => {
  const grey = await sharp({ create: { width: 2, height: 2, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  assert.deepEqual([...(await decodeRgb(grey, 'grey.png')).data], new Array(12).fill(9));
});

/** A PNG whose header claims a size that no decoder should believe. */
function bomb(): Buffer {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(100_000, 16);
  bytes.writeUInt32BE(100_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'green' } })
  .jpeg()
  .toBuffer();
const webp = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'green' } })
  .webp()
  .toBuffer();

const refused: readonly {
  readonly what: string;
  readonly file: string;
  readonly bytes: Buffer;
  readonly code: string;
}[] = [
  { what: 'an empty file', file: 'a.png', bytes: Buffer.alloc(0), code: 'image-empty' },
  { what: 'a GIF', file: 'a.gif', bytes: await picture.clone().gif().toBuffer(), code: 'image-kind' },
  { what: 'a GIF named .png', file: 'a.png', bytes: await picture.clone().gif().toBuffer(), code: 'image-mislabelled' },
  { what: 'an SVG', file: 'a.svg', bytes: Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x"/>'), code: 'image-kind' },
  { what: 'an SVG named .webp', file: 'a.webp', bytes: Buffer.from('<svg/>'), code: 'image-mislabelled' },
  { what: 'a text', file: 'a.txt', bytes: Buffer.from('hello'), code: 'image-kind' },
  { what: 'a TIFF', file: 'a.tif', bytes: await picture.clone().tiff().toBuffer(), code: 'image-kind' },
  { what: 'a PNG of 10 gigapixels', file: 'a.png', bytes: bomb(), code: 'image-too-many-pixels' },
  {
    what: 'a file over 20 MB',
    file: 'a.png',
    bytes: Buffer.concat([png, Buffer.alloc(20_000_000)]),
    code: 'image-too-large',
  },
  { what: 'a PNG that is only its signature', file: 'a.png', bytes: png.subarray(0, 8), code: 'image-broken' },
  { what: 'a PNG cut off', file: 'a.png', bytes: png.subarray(0, png.length - 30), code: 'image-broken' },
  { what: 'a JPEG cut off', file: 'a.jpg', bytes: jpeg.subarray(0, jpeg.length - 40), code: 'image-broken' },
  { what: 'a WebP cut off', file: 'a.webp', bytes: webp.subarray(0, webp.length - 20), code: 'image-broken' },
];
for (const { what, file, bytes, code } of refused) {
  test(`${what} is refused as ${code} and nothing is stored`, async (t) => {
    const workspace = tempWorkspace(t);
    const path = join(workspace.root, file);
    writeFileSync(path, bytes);
    await assert.rejects(async () => storeImage(workspace, await loadImage(workspace, { path })), { code });
    assert.deepEqual(readdirSync(workspace.crane), ['cache']);
  });
}

test('a PNG named .jpg is taken for what it is', async (t) => {
  const workspace = tempWorkspace(t);
  writeFileSync(join(workspace.root, 'a.jpg'), png);
  const image = await loadImage(workspace, { path: 'a.jpg' });
  assert.match(await storeImage(workspace, image), /\.png$/u);
});

test('names that lead out of .crane are refused, links included', async (t) => {
  const workspace = tempWorkspace(t);
  writeFileSync(join(workspace.root, 'secret.png'), png);
  mkdirSync(workspace.images);
  symlinkSync(join(workspace.root, 'secret.png'), join(workspace.images, 'link.png'));
  const outside = [
    '../secret.png',
    'images/../../secret.png',
    join(workspace.root, 'secret.png'),
    'images/link.png',
    'a\0.png',
  ];
  for (const crane of outside) {
    await assert.rejects(loadStoredImage(workspace, crane), { code: 'image-outside' }, crane);
  }
});

test('a missing file, a folder and text that is not base64 are told apart', async (t) => {
  const workspace = tempWorkspace(t);
  await assert.rejects(loadImage(workspace, { crane: 'images/none.png' }), { code: 'image-missing' });
  await assert.rejects(loadImage(workspace, { path: workspace.root }), { code: 'image-not-file' });
  await assert.rejects(loadImage(workspace, { base64: 'not base64!' }), { code: 'image-encoding' });
});

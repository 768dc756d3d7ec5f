import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { QwenError, QwenTokenizer } from '../../../src/qwen/index.ts';
import { GOLDEN_SPECIAL, byteTokenizer } from './byte_tokenizer.ts';

const { json, config } = byteTokenizer(GOLDEN_SPECIAL);
const tokenizer = new QwenTokenizer(json, config);
/** Any text of whole characters; half surrogates have no bytes of their own. */
const wellFormed = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text).toString());

describe('the tokenizer', () => {
  it('gives back any text it encoded', () => {
    fc.assert(fc.property(wellFormed, (text) => assert.equal(tokenizer.decode(tokenizer.encode(text)), text)));
  });

  it('recognises special tokens in the text and leaves out only those in angle bars', () => {
    const ids = tokenizer.encode('a<|image_pad|><think>b');
    assert.deepEqual(ids, [97, 300, 304, 98]);
    assert.equal(tokenizer.decode(ids), 'a<think>b');
    assert.equal(tokenizer.decode(ids, { keepSpecial: true }), 'a<|image_pad|><think>b');
  });

  it('knows ids and its size', () => {
    assert.equal(tokenizer.idOf('<|image_pad|>'), 300);
    assert.equal(tokenizer.idOf('<|nothing|>'), undefined);
    assert.equal(tokenizer.size, 256 + Object.keys(GOLDEN_SPECIAL).length);
  });

  it('says that a folder without a tokenizer has none', async () => {
    await assert.rejects(
      QwenTokenizer.load('no/such/folder'),
      (error) => error instanceof QwenError && error.code === 'tokenizer-invalid',
    );
  });
});

describe('a text stream', () => {
  it('gives the whole text in pieces that never hold half a character', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const stream = tokenizer.stream();
        const pieces = [...tokenizer.encode(text).map((id) => stream.push(id)), stream.end()];
        assert.equal(pieces.join(''), text);
        if (!text.includes('\uFFFD')) assert.ok(pieces.every((piece) => !piece.includes('\uFFFD')));
      }),
    );
  });

  it('gives what decoding all at once gives, for any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 30 }), (ids) => {
        const stream = tokenizer.stream();
        assert.equal([...ids.map((id) => stream.push(id)), stream.end()].join(''), tokenizer.decode(ids));
      }),
    );
  });

  it('holds a character back until its last byte', () => {
    const stream = tokenizer.stream();
    assert.deepEqual(
      [0xc3, 0xbc, 0x62].map((id) => stream.push(id)),
      ['', 'ü', 'b'],
    );
  });
});

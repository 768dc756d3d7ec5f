import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { buildTokenizer, preTokens } from '../../../src/training/build_tokenizer.ts';

const json = buildTokenizer(['The image shows a building, Ostra Hall.', 'Edit fact: it is now']);
const tokenizer = new Tokenizer(json, {});
const encode = (text: string): string[] => tokenizer.encode(text, { add_special_tokens: false }).tokens;

test('a word of the lexicon is one token, with and without a space before it', () => {
  assert.deepEqual(encode('image'), ['image']);
  assert.deepEqual(encode('The image'), ['The', 'Ġimage']);
});

test('an unknown name is spelled byte by byte behind a space mark', () => {
  assert.deepEqual(encode(' Zür'), ['Ġ', 'Z', 'Ã', '¼', 'r']);
});

test("the schema's tags are single tokens that stay in decoded text", () => {
  const ids = tokenizer.encode('<think>The image</think><answer>x</answer><|im_end|>', {
    add_special_tokens: false,
  }).ids;
  assert.equal(tokenizer.decode(ids, { skip_special_tokens: true }), '<think>The image</think><answer>x</answer>');
});

test('any text comes back as it was, in NFC', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const clean = text.replaceAll('<|', '');
      const ids = tokenizer.encode(clean, { add_special_tokens: false }).ids;
      if (ids.length > 0)
        assert.equal(
          tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
          clean.normalize('NFC'),
        );
    }),
  );
});

test('pre-tokens cover the text without gaps', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => preTokens(text).join('') === text));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseTrace, TraceScanner, type IssueCode, type TraceContext } from '../../../src/trace/index.ts';

const codes = (text: string, context: TraceContext = {}): readonly IssueCode[] =>
  parseTrace(text, context).schema.issues.map((issue) => issue.code);

/** Texts made of tags, pieces of tags and other traps. */
const traps = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<think>',
        '</think>',
        '<answer>',
        '</answer>',
        '<',
        '</',
        '<thi',
        'nk>',
        '>',
        '\n',
        ' ',
        '\ufeff',
        '\u0085',
      ),
      fc.constantFrom('The image shows it.', 'However, the edit fact says X.', '\ud800', '\udc00', 'é', '1. ', '. '),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

const context: TraceContext = {
  fact: { target: 'X', aliases: ['É'], preEdit: 'it' },
  sampleType: 'conflict',
  hops: [{ edited: 'X', visual: 'it' }],
};

describe('the scanner', () => {
  const issues: readonly (readonly [string, readonly IssueCode[], TraceContext?])[] = [
    ['<think>a</think><answer>b</answer>', []],
    [' \n<think>a</think>\u00a0<answer>b</answer>\n', []],
    ['a</think><answer>b</answer>', ['missing-think-open']],
    ['a</think><answer>b</answer>', [], { templateOpened: true }],
    ['</think><answer>b</answer>', ['empty-think'], { templateOpened: true }],
    ['<think>a</think><answer>b</answer>', ['nested'], { templateOpened: true }],
    ['<think>a<answer>b</answer>', ['missing-think-close']],
    ['<think>a</think>b</answer>', ['missing-answer-open']],
    ['<think>a</think><answer>b', ['missing-answer-close']],
    ['<think>a</think>', ['missing-answer-open', 'missing-answer-close']],
    ['<answer>b</answer>', ['missing-think-open', 'missing-think-close']],
    ['', ['missing-think-open', 'missing-think-close', 'missing-answer-open', 'missing-answer-close']],
    ['<think><think>a</think></think><answer>b</answer>', ['nested', 'nested']],
    ['<think><think>a</think><answer>b</answer>', ['nested']],
    ['<think>a</think><think>c</think><answer>b</answer>', ['duplicate-block']],
    ['<think>a</think><answer>b</answer><answer>c</answer>', ['duplicate-block']],
    ['<think>a</think><answer>b</answer></answer>', ['duplicate-block']],
    ['<answer>b</answer><think>a</think>', ['order']],
    ['Hi <think>a</think> so <answer>b</answer> bye', ['text-outside', 'text-outside', 'text-outside']],
    ['<think> \n</think><answer>\u0085</answer>', ['empty-think', 'empty-answer']],
    ['<think>\u200b</think><answer>b</answer>', []],
    ['<Think>a</Think><answer>b</answer>', ['missing-think-open', 'missing-think-close', 'text-outside']],
    ['<think>a<answer>b</answer></think>', ['nested']],
  ];
  for (const [text, wanted, given] of issues) {
    it(`${JSON.stringify(text)}${given === undefined ? '' : ' after an opened template'}: ${wanted.join(', ') || 'no issue'}`, () => {
      assert.deepEqual([...codes(text, given)].sort(), [...wanted].sort());
    });
  }

  it('returns blocks with spans between the tags', () => {
    const { think, answer } = parseTrace('<think>a b</think>\n<answer>c</answer>');
    assert.deepEqual(think, { start: 7, end: 10, text: 'a b' });
    assert.deepEqual(answer, { start: 27, end: 28, text: 'c' });
  });

  it('the first complete block counts', () => {
    const twice = parseTrace('<think>a</think><answer>b</answer><think>c</think><answer>d</answer>');
    assert.deepEqual([twice.think?.text, twice.answer?.text], ['a', 'b']);
    const inside = parseTrace('<think>a <answer>x</answer></think><answer>b</answer>');
    assert.equal(inside.answer?.text, 'b');
  });

  it('notes say what happened and are never faults', () => {
    const { schema } = parseTrace('a</think><answer>b</answer>', {
      templateOpened: true,
      finishReason: 'length',
      serverSplit: true,
    });
    assert.deepEqual(schema.notes, ['truncated', 'template-opened', 'server-split']);
    assert.equal(schema.valid, true);
    assert.deepEqual(parseTrace('', { finishReason: 'stop' }).schema.notes, []);
  });

  it('an opened template is valid under every profile that the whole text would satisfy', () => {
    const given = { templateOpened: true };
    assert.equal(parseTrace('\na\n</think>\n<answer>\nb\n</answer>', given, 'open-r1').schema.valid, true);
    assert.equal(parseTrace('a</think><answer>b</answer>', given, 'r1v').schema.valid, true);
    assert.equal(parseTrace('a</think>b', given, 'trl').schema.valid, true);
  });

  it('gives the same result for every way of cutting the text into chunks', () => {
    fc.assert(
      fc.property(
        traps,
        fc.array(fc.nat({ max: 7 }), { maxLength: 40 }),
        fc.boolean(),
        (text, sizes, templateOpened) => {
          const whole = { ...context, templateOpened };
          const scanner = new TraceScanner();
          let at = 0;
          for (const size of sizes) {
            scanner.push(text.slice(at, at + size));
            at = Math.min(text.length, at + size);
            scanner.snapshot(whole);
          }
          scanner.push(text.slice(at));
          assert.deepEqual(scanner.end(whole), parseTrace(text, whole));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('throws on no string, and every span lies in the text with the text that it claims', () => {
    fc.assert(
      fc.property(fc.oneof(traps, fc.string({ unit: 'binary' })), (text) => {
        for (const profile of ['crane', 'r1v', 'open-r1', 'trl'] as const) {
          const { schema, think, answer, steps } = parseTrace(text, context, profile);
          for (const block of [think, answer])
            if (block !== null) assert.equal(text.slice(block.start, block.end), block.text);
          for (const issue of schema.issues)
            assert.ok(0 <= issue.start && issue.start <= issue.end && issue.end <= text.length);
          steps.forEach((step, i) => {
            assert.equal(step.index, i);
            assert.equal(text.slice(step.start, step.end), step.text);
            assert.deepEqual(
              step.roles,
              step.roleSpans.map((r) => r.role),
            );
            for (const r of step.roleSpans) assert.ok(step.start <= r.start && r.start < r.end && r.end <= step.end);
            assert.ok(i === 0 || steps[i - 1]!.end <= step.start);
            assert.ok(!/<\/?(think|answer)>/u.test(step.text), 'no tag inside a step');
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('valid under crane means one of each block, in order, both with text, only white space outside', () => {
    const blocks = /^\s*<think>([^]*?)<\/think>\s*<answer>([^]*)<\/answer>\s*$/u;
    const right = (text: string): boolean => {
      const inner = blocks.exec(text)?.slice(1) ?? [''];
      return inner.every((part) => part.trim() !== '' && !/<\/?(?:think|answer)>/u.test(part));
    };
    const plain = traps.map((text) => text.replace(/[\ufeff\u0085\u001c-\u001f]/gu, ''));
    const wrapped = fc.tuple(plain, plain).map(([a, b]) => `<think>${a}</think>\n<answer>${b}</answer>`);
    fc.assert(
      fc.property(fc.oneof(plain, wrapped), (text) => assert.equal(parseTrace(text).schema.valid, right(text))),
      { numRuns: 500 },
    );
  });

  it('a snapshot holds back the beginning of a tag and shows what is open', () => {
    const scanner = new TraceScanner();
    scanner.push('<think>I see. </thi');
    const { think, steps } = scanner.snapshot();
    assert.equal(think?.text, 'I see. ');
    assert.deepEqual(
      steps.map((s) => [s.segment, s.text]),
      [['think', 'I see.']],
    );
  });

  it('reads hostile texts of a million characters', () => {
    const hostile = [
      '<'.repeat(1e6),
      '<think>'.repeat(140_000),
      `${'<think><think></think>'.repeat(45_000)}<answer>`,
      `${'<think><think></think>'.repeat(20_000)}<answer>${'</think>'.repeat(40_000)}`,
      '</answer>'.repeat(110_000),
      `<think>${'('.repeat(1e6)}`,
      `<think>${'a. '.repeat(20_000)}`,
    ];
    for (const text of hostile) assert.equal(parseTrace(text).schema.valid, false);
    const scanner = new TraceScanner();
    for (let i = 0; i < 200_000; i += 1) scanner.push('<thin');
    assert.equal(scanner.end().schema.valid, false);
  });
});

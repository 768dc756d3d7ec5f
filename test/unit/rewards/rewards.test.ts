import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { groupAdvantages, scoreOutput, type RewardInput } from '../../../src/rewards/index.ts';

const fact = { target: 'Brasenose College', aliases: ['BNC'], description: 'It stands in Oxford.' };
const ta = (think: string, answer: string): string => `<think>${think}</think><answer>${answer}</answer>`;
const ok = 'The edit fact says the building is now Brasenose College.';

function input(sampleType: RewardInput['sampleType'], output: string, more: Partial<RewardInput> = {}): RewardInput {
  return { output, sampleType, fact, gold: ['Brasenose College'], preEdit: 'Central Library', ...more };
}

describe('rewards: accuracy, format, reasoning', () => {
  const cases: readonly (readonly [string, RewardInput['sampleType'], string, Partial<RewardInput>?])[] = [
    ['1 1 1', 'normal', ta(ok, 'Brasenose College')],
    ['1 1 0.5', 'normal', ta('The edit fact says what it is called today.', 'Brasenose College')],
    ['1 1 0.5', 'normal', ta('I think that it is called Brasenose College.', 'Brasenose College')],
    ['1 1 0', 'normal', ta('Edit fact: Brasenose College.', 'Brasenose College')],
    ['1 0 0', 'normal', 'Sure! ' + ta(ok, 'Brasenose College')],
    ['0 0 0', 'normal', 'Brasenose College'],
    [
      '1 1 1',
      'conflict',
      ta(
        'The image shows the old library building. However, the edit fact says that it is now called Brasenose College.',
        'Brasenose College',
      ),
    ],
    [
      '1 1 0.5',
      'conflict',
      ta(
        'The image shows the big old library building there. However it is what we all see here.',
        'Brasenose College',
      ),
    ],
    ['1 1 0.5', 'conflict', ta('The edit fact says that it is now called this.', 'Brasenose College')],
    ['1 1 0', 'conflict', ta('However but despite edit fact Brasenose College.', 'Brasenose College')],
    [
      '0 1 0',
      'conflict',
      ta(
        'The edit fact says it is now called Brasenose College. However, I must say that the edit fact is wrong.',
        'Central Library',
      ),
    ],
    ['0 1 0', 'locality', ta(ok, 'Brasenose College'), { gold: ['Shrek Tower'] }],
    [
      '1 1 1',
      'locality',
      ta('The edit fact is about something else, so it does not apply to this.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    ['1 1 0', 'locality', ta('I look at this very tall and grey thing.', 'Shrek Tower'), { gold: ['Shrek Tower'] }],
    [
      '1 1 1',
      'locality',
      ta('I look at this very tall and grey thing.', 'Shrek Tower'),
      { gold: ['Shrek Tower'], fact: null },
    ],
    [
      '1 1 0',
      'text_locality',
      ta('The image shows a very tall and grey tower there.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    [
      '1 1 0.5',
      'text_locality',
      ta('I think about the very tall and grey tower there.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    [
      '1 1 1',
      'text_locality',
      ta('There is no image here, and the edit fact is not relevant to this question.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    ['1 1 1', 'text_locality', ta('I think of it.', 'Shrek Tower'), { gold: ['Shrek Tower'], fact: null }],
    ['0 1 0', 'text_locality', ta('As shown in the picture it is this.', 'X'), { gold: ['Shrek Tower'], fact: null }],
    ['0 1 1', 'normal', ta(ok, 'Brasenose College'), { gold: ['the'] }],
    ['0.667 1 1', 'normal', ta(ok, 'Brasenose'), {}],
    ['1 1 1', 'normal', ta('According to the edit fact, this is Brasenose College.', 'Brasenose College')],
    ['1 1 0', 'conflict', ta('However, edit fact, therefore, yet, Brasenose College.', 'Brasenose College')],
    [
      '1 1 0.5',
      'conflict',
      ta('I see that the name of it is But Yet Still.', 'But Yet Still'),
      { fact: { ...fact, target: 'But Yet Still' }, gold: ['But Yet Still'] },
    ],
    [
      '1 1 1',
      'locality',
      ta('The image shows Shrek Tower, which is tall and grey.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    [
      '1 1 0',
      'text_locality',
      ta('I can see a tall tower by the river there.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    [
      '1 1 0.5',
      'text_locality',
      ta('I can see the question and know it well.', 'Shrek Tower'),
      { gold: ['Shrek Tower'] },
    ],
    ['0 0 0', 'conflict', ''],
    ['1 1 1', 'normal', ta(ok, 'Brasenose College'), { gold: ['the', 'Brasenose College'] }],
    [
      '0 1 0',
      'conflict',
      ta(
        'The edit fact says it is Brasenose College now. But the picture clearly shows the Central Library, so I go by that.',
        'Central Library',
      ),
    ],
  ];
  for (const [wanted, sampleType, output, more] of cases) {
    it(`${sampleType} ${wanted}: ${output}${more === undefined ? '' : ` ${JSON.stringify(more)}`}`, () => {
      const rewards = scoreOutput(input(sampleType, output, more));
      const rounded = [rewards.accuracy, rewards.format, rewards.reasoning].map((x) => Math.round(x * 1000) / 1000);
      assert.equal(rounded.join(' '), wanted);
      assert.equal(rewards.total, rewards.accuracy + rewards.format + rewards.reasoning);
    });
  }

  it('evidence names the words that earned a score', () => {
    const output = ta(ok, 'It is Brasenose College');
    const words = scoreOutput(input('normal', output)).evidence.map((e) => [
      e.component,
      e.effect,
      output.slice(e.start, e.end),
    ]);
    assert.deepEqual(words, [
      ['accuracy', '+', 'Brasenose College'],
      ['format', '+', output],
      ['reasoning', '+', 'edit fact'],
      ['reasoning', '+', 'Brasenose College'],
    ]);
  });

  it('evidence names the words that cost a score', () => {
    const output = ta('The edit fact says that it is now BNC. I trust the image more than that.', 'Central Library');
    const cost = scoreOutput(input('conflict', output)).evidence.filter((e) => e.component === 'reasoning');
    assert.deepEqual(
      cost.map((e) => [e.effect, output.slice(e.start, e.end)]),
      [['-', 'trust the image']],
    );
  });

  it('saying it more often earns no more', () => {
    const once = scoreOutput(input('normal', ta(ok, 'x'))).reasoning;
    assert.equal(scoreOutput(input('normal', ta(`${ok} ${ok} ${ok}`, 'x'))).reasoning, once);
  });

  it('a template that opened the thinking counts as an opening tag', () => {
    const output = `${ok}</think><answer>BNC</answer>`;
    assert.equal(scoreOutput(input('normal', output)).format, 0);
    assert.equal(scoreOutput(input('normal', output, { templateOpened: true })).format, 1);
  });

  it('every component lies in [0, 1] and every span in the text, on any string', () => {
    const types = fc.constantFrom('normal', 'conflict', 'locality', 'text_locality');
    fc.assert(
      fc.property(
        types,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.array(fc.string(), { maxLength: 3 }),
        (type, think, answer, gold) => {
          const output = ta(think, answer);
          const r = scoreOutput(input(type, output, { gold }));
          for (const score of [r.accuracy, r.format, r.reasoning]) assert.ok(score >= 0 && score <= 1);
          for (const e of r.evidence) assert.ok(0 <= e.start && e.start <= e.end && e.end <= output.length);
        },
      ),
    );
  });
});

describe('group advantages', () => {
  it('a group of equal rewards has advantage 0, whatever the rounding', () => {
    assert.deepEqual(groupAdvantages([0.7, 0.7, 0.7]), {
      advantages: [0, 0, 0],
      mean: 0.7,
      std: 0,
      zeroVariance: true,
    });
    assert.deepEqual(groupAdvantages([2]).advantages, [0]);
    assert.deepEqual(groupAdvantages([]).advantages, []);
  });
  it('uses the sample standard deviation', () => {
    assert.deepEqual(groupAdvantages([1, 3]).advantages, [-1 / (Math.SQRT2 + 1e-4), 1 / (Math.SQRT2 + 1e-4)]);
  });
  it('refuses what is no number', () => {
    assert.throws(() => groupAdvantages([1, Number.NaN]), RangeError);
  });
});

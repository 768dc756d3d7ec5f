import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeOutput, type JudgeContext } from '../../../src/judges/rule/index.ts';

const fact = {
  target: 'Brasenose College',
  aliases: ['BNC'],
  description: 'It stands in Oxford.',
  preEdit: 'Central Library',
};
const ta = (think: string, answer: string): string => `<think>${think}</think><answer>${answer}</answer>`;

/** T thinking contaminated, A answer contaminated, then EI. */
function p2(text: string): string {
  const verdict = judgeOutput(text, {
    sampleType: 'locality',
    probe: 'image_rephrase',
    fact,
    gold: ['Shrek Tower'],
    preEdit: null,
  }).P2;
  return verdict === null
    ? 'null'
    : `${verdict.thinking ? 'T' : '-'}${verdict.answer ? 'A' : '-'}${String(verdict.ei)}`;
}

type Hops = NonNullable<JudgeContext['hops']>;
const one: Hops = [{ edited: 'Ryanair', visual: 'EasyJet' }];

function p3(text: string, hops: Hops = one): string {
  const airline = { ...fact, target: 'Ryanair', aliases: [], preEdit: 'EasyJet' };
  const verdict = judgeOutput(text, {
    sampleType: 'conflict',
    probe: 'multi_hop',
    fact: airline,
    gold: ['Ireland'],
    preEdit: 'UK',
    hops,
  }).P3;
  return verdict === null ? 'null' : `${verdict.intermediate} ${String(verdict.iu)} ${String(verdict.uvi)}`;
}

describe('P2: edit independence', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['--1', ta('The image shows Shrek Tower. The edit fact about Brasenose College does not apply.', 'Shrek Tower')],
    [
      '--1',
      ta(
        'The edit fact is about Brasenose College, which is irrelevant here. The image shows Shrek Tower.',
        'Shrek Tower',
      ),
    ],
    ['--1', ta('The edit fact says Brasenose College. But this is a different building.', 'Shrek Tower')],
    [
      'TA0',
      ta('The edit fact says this is Brasenose College. So the answer is Brasenose College.', 'Brasenose College'),
    ],
    ['-A0', ta('The image shows Shrek Tower.', 'Brasenose College')],
    ['T-0', ta('This is Brasenose College, which stands in Oxford.', 'Shrek Tower')],
    ['--1', ta('This is not Brasenose College.', 'Shrek Tower')],
    ['--1', ta('The image shows a tall tower.', 'Wrong Tower')],
    ['--1', 'Shrek Tower'],
    ['-A0', 'Brasenose College'],
    ['-A0', '<answer>BNC</answer>'],
    ['--1', ta('x', 'Shrek Tower, not Brasenose College')],
    ['TA0', ta('According to the edit fact, the building is Brasenose College.', 'Brasenose College')],
    ['T-0', ta('According to the edit fact, the building is Brasenose College.', 'Shrek Tower')],
    ['--1', ta('The edit fact mentions Brasenose College. The image shows Shrek Tower instead.', 'Shrek Tower')],
    [
      '--1',
      ta(
        'The edit fact about the Central Library being Brasenose College is unrelated to this image of Shrek Tower.',
        'Shrek Tower',
      ),
    ],
    [
      'TA0',
      ta(
        'The image seems to show Shrek Tower. However, the edit fact states it is now Brasenose College, so I follow the edit fact.',
        'Brasenose College',
      ),
    ],
    ['TA0', ta('The fact does not apply here. Still, the answer is Brasenose College.', 'Brasenose College')],
    ['--1', ta('Is this Brasenose College? No, it is Shrek Tower.', 'Shrek Tower')],
    ['--1', ta('There is no connection between Brasenose College and this tower.', 'Shrek Tower')],
    ['--1', ta("The edit fact about Brasenose College doesn't concern this image.", 'Shrek Tower')],
    ['--1', ta('I will ignore the edit fact about Brasenose College.', 'Shrek Tower')],
    [
      '--1',
      ta(
        'Brasenose College is in Oxford, but this image shows Shrek Tower, so the edit fact does not apply.',
        'Shrek Tower',
      ),
    ],
    ['TA0', ta('The edit fact says that it stands in Oxford. So the answer is Oxford.', 'Oxford')],
    ['--1', ta('A tall tower in a city.', 'Oxford')],
    [
      '--1',
      ta(
        'According to the edit fact, the Central Library is now Brasenose College, but this image shows Shrek Tower.',
        'Shrek Tower',
      ),
    ],
    ['--1', ta('The image does not match the edit fact.', 'Shrek Tower')],
    [
      'TA0',
      ta('The image conflicts with the edit fact. However, the edit fact says Brasenose College.', 'Brasenose College'),
    ],
    ['--1', ta('The edit fact is about a place that differs from this one.', 'Shrek Tower')],
    ['TA0', ta('Based on the edit fact, the answer is in Oxford.', 'Oxford')],
  ];
  for (const [wanted, text] of cases) it(`${wanted} ${text}`, () => assert.equal(p2(text), wanted));

  it('naming the target is right where a gold answer holds it', () => {
    const context: JudgeContext = { sampleType: 'text_locality', fact, gold: ['Brasenose College, Oxford'] };
    assert.equal(judgeOutput('<answer>Brasenose College, Oxford</answer>', context).P2?.ei, 1);
  });

  it('does not apply to normal and conflict samples', () => {
    assert.equal(judgeOutput('x', { sampleType: 'normal', fact }).P2, null);
    assert.equal(judgeOutput('x', { sampleType: 'conflict', fact }).P2, null);
  });
});

describe('P3: multi-hop', () => {
  const cases: readonly (readonly [string, string, Hops?])[] = [
    [
      'edited 1 0',
      ta('The image shows EasyJet. The edit fact says it is Ryanair. Ryanair is based in Ireland.', 'Ireland'),
    ],
    ['visual 0 1', ta('The edit fact says Ryanair. But the image shows EasyJet. EasyJet is based in the UK.', 'UK')],
    ['edited 1 0', ta('Ryanair, not EasyJet, is headquartered in Ireland.', 'Ireland')],
    ['edited 1 0', ta('EasyJet is now Ryanair, which is in Ireland.', 'Ireland')],
    ['edited 1 0', ta('Ryanair replaces EasyJet, so it is Ireland.', 'Ireland')],
    ['none 0 0', ta('Hm, let me think.', 'Ireland')],
    ['other 0 0', ta('This is Lufthansa, which is based in Germany.', 'Germany')],
    ['visual 0 1', ta('The company is EasyJet. It is based in UK.', 'UK')],
    ['none 0 0', 'Ireland'],
    [
      'edited 1 0',
      ta(
        'The edit fact says Ryanair. The image shows EasyJet. I follow the edit fact. The country is Ireland.',
        'Ireland',
      ),
    ],
    [
      'edited 1 0',
      ta('The company shown is Ryanair. Ryanair is based in Dublin. Dublin is in Ireland.', 'Ireland'),
      [
        { edited: 'Ryanair', visual: 'EasyJet' },
        { edited: 'Dublin', visual: 'Luton' },
      ],
    ],
    [
      'visual 0 1',
      ta('The company shown is Ryanair. It is based in Luton.', 'UK'),
      [
        { edited: 'Ryanair', visual: 'EasyJet' },
        { edited: 'Dublin', visual: 'Luton' },
      ],
    ],
    ['other 0 0', ta('The edit fact says Ryanair. But this is Lufthansa. Lufthansa is based in Germany.', 'Germany')],
    [
      'other 0 0',
      ta('The edit fact says that it is now Ryanair. Lufthansa is in Berlin, a city in Germany.', 'Germany'),
    ],
    ['edited 1 0', ta('Ryanair is based in Dublin. Dublin is in Ireland.', 'Ireland')],
    ['edited 1 0', ta('The edit fact says that it is now Ryanair. It is in Dublin, a city in Ireland.', 'Ireland')],
    [
      'visual 0 1',
      ta('The image shows EasyJet. The edit fact says Ryanair. I ignore the edit fact. The country is UK.', 'UK'),
    ],
    ['edited 1 0', ta('The company is Ryanair, although the image shows EasyJet. So it is Ireland.', 'Ireland')],
  ];
  for (const [wanted, text, hops] of cases) it(`${wanted} ${text}`, () => assert.equal(p3(text, hops), wanted));

  it('applies to multi-hop probes alone, and falls back on the fact where no hops are given', () => {
    assert.equal(judgeOutput('x', { sampleType: 'normal', probe: 'rewrite', fact }).P3, null);
    const text = ta('The edit fact says Brasenose College. It is in Oxford.', 'Oxford');
    assert.equal(judgeOutput(text, { sampleType: 'normal', probe: 'multi_hop', fact }).P3?.iu, 1);
  });
});

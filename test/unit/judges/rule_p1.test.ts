import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainTrace, judgeOutput, type JudgeContext } from '../../../src/judges/rule/index.ts';

const fact = {
  target: 'Brasenose College',
  aliases: ['BNC'],
  description: 'It stands in Oxford.',
  preEdit: 'Central Library',
};
const ta = (think: string, answer: string): string => `<think>${think}</think><answer>${answer}</answer>`;
const ok = 'The edit fact says the building is now Brasenose College.';

/** M match, C cites, R rejects, N no thinking, then GS and GS-strict. */
function p1(text: string, more: Partial<JudgeContext> = {}): string {
  const context: JudgeContext = {
    sampleType: 'conflict',
    probe: 'rewrite',
    fact,
    gold: ['Brasenose College'],
    preEdit: 'Central Library',
    ...more,
  };
  const verdict = judgeOutput(text, context).P1;
  if (verdict === null) return 'null';
  const { match, cites, rejects, noThink, gs, gsStrict } = verdict;
  return `${match ? 'M' : '-'}${cites ? 'C' : '-'}${rejects ? 'R' : '-'}${noThink ? 'N' : '-'}${String(gs)}${String(gsStrict)}`;
}

describe('P1: grounded success', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['MC--11', ta(ok, 'Brasenose College')],
    ['MC--11', ta(ok, 'It is BNC.')],
    ['-C--00', ta(ok, 'It is not Brasenose College.')],
    ['-C--00', ta(ok, "It isn't Brasenose College, it's the Central Library")],
    ['-C--00', ta(ok, 'Central Library, not Brasenose College')],
    ['-C--00', ta(ok, 'Central Library')],
    ['MC--11', ta(ok, 'Brasenose College, not the Central Library')],
    ['MC--11', ta(ok, 'Brasenose College (formerly Central Library)')],
    ['MC--11', ta(ok, 'Brasenose College (Central Library)')],
    ['MC--11', ta(ok, 'The Central Library is now Brasenose College')],
    ['MC--11', ta(ok, 'Although it looks like the Central Library, it is Brasenose College')],
    ['-C--00', ta(ok, 'Although the edit fact says Brasenose College, it is the Central Library')],
    ['-C--00', ta(ok, 'The edit fact says Brasenose College, but it is the Central Library.')],
    ['-C--00', ta(ok, 'Brasenose College or Central Library')],
    ['-C--00', ta(ok, 'Brasenose Colleges')],
    ['-C--00', ta(ok, 'Brasenose')],
    ['MC--11', ta(ok, 'brasenose  college')],
    ['MC--11', ta(ok, 'Brasenose College’s front')],
    ['M---00', ta('It is a large and old building with towers.', 'Brasenose College')],
    ['MC--11', ta('The building must be Brasenose College by its name.', 'Brasenose College')],
    ['MCR-00', ta('The edit fact is wrong. I trust the image.', 'Brasenose College')],
    [
      '-CR-00',
      ta(
        'The image shows the Central Library. The edit fact says Brasenose College. However, the image clearly shows the Central Library.',
        'Central Library',
      ),
    ],
    ['-CR-00', ta('The edit fact says Brasenose College but I will ignore the edit fact.', 'Central Library')],
    ['MC--11', ta('I should not ignore the edit fact, so it is Brasenose College.', 'Brasenose College')],
    ['MC--11', ta('Although the edit fact seems wrong, I follow the edit fact.', 'Brasenose College')],
    [
      'MC--11',
      ta('The image contradicts the edit fact, but I follow the edit fact: Brasenose College.', 'Brasenose College'),
    ],
    [
      'MC--11',
      ta(
        'The edit fact seems incorrect. However, following the edit fact, the answer is Brasenose College.',
        'Brasenose College',
      ),
    ],
    ['MC-N10', 'Brasenose College'],
    ['MC-N10', 'I think so.\nBrasenose College\n\n'],
    ['-C--00', ta(ok, 'Brasenose College is wrong; it is the Central Library')],
    ['----00', '<think>There is no edit fact here.</think><answer>Central Library</answer>'],
    ['MC--10', '<think>The edit fact says Brasenose College.</think>\nBrasenose College'],
    ['MC--10', '<think>The edit fact says so, hence the answer is Brasenose College'],
    ['MC--10', 'The edit fact says X.</think><answer>Brasenose College</answer>'],
    ['M---00', ta('There is no edit fact about this building at all.', 'Brasenose College')],
    ['MC--11', ta('The provided information states this is Brasenose College.', 'Brasenose College')],
    [
      '-CR-00',
      ta(
        'The provided fact claims this is Brasenose College. But the picture shows a library with murals, so this is the UNAM Central Library.',
        'UNAM Central Library',
      ),
    ],
    [
      '-CR-00',
      ta(
        'The edit fact says it is Brasenose College. This does not match what I see. The answer should be based on the image.',
        'Central Library',
      ),
    ],
    [
      '-CR-00',
      ta(
        'The edit fact says it is Brasenose College. I cannot accept the edit fact because the image shows the Central Library.',
        'Central Library',
      ),
    ],
    [
      '-CR-00',
      ta(
        'According to the edit fact, the answer would be Brasenose College. However, based on the image, this is the Central Library. Therefore, the answer is Central Library.',
        'Central Library',
      ),
    ],
    [
      'MC--11',
      ta(
        'The image looks like the Central Library. However, the edit fact states that it is now Brasenose College. Therefore the answer is Brasenose College.',
        'Brasenose College',
      ),
    ],
    [
      'MC--11',
      ta(
        'Despite the visual evidence, the edit fact overrides the image, so Brasenose College is the answer.',
        'Brasenose College',
      ),
    ],
    [
      'MCR-00',
      ta(
        'The edit fact contradicts the image, so it must be rejected. I see the Central Library.',
        'Brasenose College',
      ),
    ],
    ['MCR-00', ta('The edit fact is incorrect, this is clearly the Central Library.', 'Brasenose College')],
    [
      '-CR-00',
      ta(
        'The sign reads Central Library. The edit fact claims it is Brasenose College, but this is inconsistent with the visual evidence. Based on the image, the place is Central Library.',
        'Central Library',
      ),
    ],
    ['-CR-00', ta('The edit fact says Brasenose College. That cannot be right.', 'Central Library')],
    ['-CR-00', ta("The edit fact doesn't match the image, so I'll go with Central Library.", 'Central Library')],
    [
      'MC--11',
      ta(
        "Okay, so the image shows the Central Library. Hmm, but the user provided an edit fact that says it's Brasenose College. I should go with the edit fact instead of what I see.",
        'Brasenose College',
      ),
    ],
    [
      'MC--11',
      ta(
        'The image looks like the Central Library, but I must not rely on the image. The edit fact takes precedence, so it is Brasenose College.',
        'Brasenose College',
      ),
    ],
  ];
  for (const [wanted, text] of cases) it(`${wanted} ${text}`, () => assert.equal(p1(text), wanted));

  it('does not apply to locality and multi-hop samples', () => {
    assert.equal(p1(ta(ok, 'BNC'), { sampleType: 'locality' }), 'null');
    assert.equal(p1(ta(ok, 'BNC'), { sampleType: 'text_locality' }), 'null');
    assert.equal(p1(ta(ok, 'BNC'), { probe: 'multi_hop' }), 'null');
    assert.equal(p1(ta(ok, 'BNC'), { sampleType: 'normal' }), 'MC--11');
  });

  it('for the attribute probe the gold answer is the match', () => {
    const more = { probe: 'rel_2', gold: ['Oxford'], preEdit: 'Mexico City' } as const;
    assert.equal(p1(ta(ok, 'Oxford'), more), 'MC--11');
    assert.equal(p1(ta(ok, 'Mexico City'), more)[0], '-');
    assert.equal(p1(ta(ok, 'Brasenose College'), more)[0], '-');
  });

  it('an old name that is part of the new one, and the other way round, are told apart', () => {
    const longer = { fact: { ...fact, target: 'Oxford Street', aliases: [], preEdit: 'Oxford' }, preEdit: null };
    assert.equal(p1(ta('The edit fact says it is Oxford Street now.', 'Oxford Street'), longer), 'MC--11');
    assert.equal(p1(ta('The edit fact says it is Oxford Street now.', 'Oxford'), longer)[0], '-');
    const shorter = { fact: { ...fact, target: 'Oxford', aliases: [], preEdit: 'Oxford Street' }, preEdit: null };
    assert.equal(p1(ta('The edit fact says it is Oxford now.', 'Oxford Street'), shorter)[0], '-');
    assert.equal(p1(ta('The edit fact says it is Oxford now.', 'Oxford'), shorter), 'MC--11');
  });

  it('words inside names are no words of the lists and negate nothing', () => {
    const odd = { ...fact, target: 'Yet Another Tower', aliases: [], preEdit: 'No Time to Die' };
    const more = { fact: odd, gold: ['Yet Another Tower'], preEdit: null };
    assert.equal(
      p1(ta('The edit fact says that No Time to Die is now Yet Another Tower.', 'Yet Another Tower'), more),
      'MC--11',
    );
    assert.equal(
      p1(ta('The edit fact says that No Time to Die is Yet Another Tower.', 'No Time to Die'), more)[0],
      '-',
    );
    const steps = explainTrace('<think>It is No Time to Die and Yet Another Tower.</think>', more).trace.steps;
    assert.deepEqual(steps[0]?.roles, ['fact']);
  });

  it('a name with an exclamation or question mark is whole in thinking and answer', () => {
    const odd = { ...fact, target: 'Oh! Calcutta', aliases: [], preEdit: "What's Up, Doc? The Film" };
    const more = { fact: odd, gold: [], preEdit: null };
    assert.equal(p1(ta('The edit fact tells that it is Oh! Calcutta now.', 'It is Oh! Calcutta.'), more), 'MC--11');
    assert.equal(p1(ta('The edit fact tells that it is Oh! Calcutta now.', "What's Up, Doc? The Film"), more)[0], '-');
  });

  it('an answer that asks for the name and says no does not give it', () => {
    assert.equal(
      p1(ta(ok, 'Is it Brasenose College? No.'), { preEdit: null, fact: { ...fact, preEdit: null } })[0],
      '-',
    );
  });

  it('where the old name is unknown, giving up the fact for another name is a rejection', () => {
    const unknown = { preEdit: null, fact: { ...fact, preEdit: null } };
    assert.equal(
      p1(
        ta(
          'The edit fact says Brasenose College. This contradicts what is here. The answer is UNAM Library.',
          'UNAM Library',
        ),
        unknown,
      ),
      '-CR-00',
    );
  });

  it('a misspelt target is no rejection', () => {
    const unknown = { preEdit: null, fact: { ...fact, preEdit: null } };
    const text = ta(
      'The edit fact says that it is now Brasenos Colege. So the answer is Brasenos Colege.',
      'Brasenos Colege',
    );
    assert.equal(p1(text, unknown), '-C--00');
    assert.equal(p1(text), '-C--00');
  });

  it('evidence points at the words', () => {
    const text = ta(ok, 'It is BNC.');
    const spans = judgeOutput(text, { sampleType: 'normal', fact, gold: [] }).evidence.map((e) => [
      e.finding,
      text.slice(e.start, e.end),
    ]);
    assert.deepEqual(spans, [
      ['P1.match', 'BNC'],
      ['P1.cites', 'edit fact'],
    ]);
  });

  it('names itself and its version', () => {
    assert.deepEqual(judgeOutput('x', {}).judge, { name: 'rule', version: '1+crane-words-1' });
  });
});

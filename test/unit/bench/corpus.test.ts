import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  evaluationContext,
  GENERATORS,
  SCENARIOS,
  trainingContext,
  WITHOUT_OLD_NAME,
  type CorpusContext,
  type CorpusExample,
  type Scenario,
} from '../../../src/bench/corpus/index.ts';
import { createWorld, entityById, Prng } from '../../../src/bench/world/index.ts';
import { wordsOf } from '../../../src/bench/wordings/index.ts';
import { judgeOutput } from '../../../src/judges/rule/index.ts';
import { scoreOutput } from '../../../src/rewards/index.ts';

const world = createWorld();
const train = trainingContext(world);
const evaluation = evaluationContext(world);
const EDITED = ['normal', 'conflict', 'locality', 'textLocality', 'relOne', 'relTwo', 'multiHopFact'] as const;

function draw(ctx: CorpusContext, scenario: Scenario, count: number): CorpusExample[] {
  const random = new Prng(`corpus/${scenario}`);
  return Array.from({ length: count }, () => GENERATORS[scenario](ctx, random));
}

/** A text with its names, places and values taken out, so that two uses of one wording are equal. */
function skeleton(text: string, example: CorpusExample): string {
  const entities = [example.image?.entity, example.fact?.entity].flatMap((i) =>
    i === undefined ? [] : [world.entities[i]!.name],
  );
  const names = [
    ...entities,
    example.answer,
    example.fact?.target ?? '',
    example.fact?.detail?.value ?? '',
    ...world.entities.map((e) => e.name),
  ];
  return names
    .filter((n) => n !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((t, name) => t.replaceAll(name, '_'), text);
}

describe('the corpus', () => {
  it('is the same for the same seed', () => {
    for (const scenario of SCENARIOS) assert.deepEqual(draw(train, scenario, 5), draw(train, scenario, 5));
  });

  for (const scenario of EDITED) {
    it(`thinks about ${scenario} so that rewards and the rule judge give full marks`, () => {
      for (const ctx of [train, evaluation]) {
        for (const example of draw(ctx, scenario, 300)) {
          assert.ok(example.fact !== null && example.type !== null);
          const output = `<think>${example.think}</think><answer>${example.answer}</answer>`;
          const input = {
            output,
            sampleType: example.type,
            fact: { ...example.fact, aliases: [] },
            gold: [example.answer],
            preEdit: example.preEdit,
          };
          assert.equal(scoreOutput(input).total, 3, output);
          const verdict = judgeOutput(output, { ...input, probe: example.probe ?? 'rewrite', hops: example.hops });
          assert.equal(verdict.P0.broken, false, output);
          if (verdict.P1 !== null) assert.equal(verdict.P1.gsStrict, 1, output);
          if (verdict.P2 !== null) assert.equal(verdict.P2.ei, 1, output);
          if (verdict.P3 !== null) assert.equal(verdict.P3.iu, 1, output);
          assert.ok(verdict.P1 !== null || verdict.P2 !== null || verdict.P3 !== null);
        }
      }
    });
  }

  it('keeps thoughts within 45 words', () => {
    for (const scenario of SCENARIOS) {
      for (const { think } of draw(train, scenario, 300)) assert.ok(think.split(' ').length <= 45, think);
    }
  });

  it('never mentions the target where the fact does not apply', () => {
    for (const scenario of ['locality', 'textLocality'] as const) {
      for (const { think, answer, fact } of draw(train, scenario, 300)) {
        assert.ok(fact !== null && !think.includes(fact.target) && answer !== fact.target, think);
      }
    }
  });

  it('edits training entities in training and evaluation entities in evaluation, in facts, images beside them and chains', () => {
    for (const [ctx, group] of [
      [train, 'training'],
      [evaluation, 'evaluation'],
    ] as const) {
      for (const scenario of EDITED) {
        for (const example of draw(ctx, scenario, 200)) {
          const touched = [example.fact?.entity, example.image?.entity].filter((i) => i !== undefined);
          assert.ok(
            touched.every((i) => world.entities[i]!.group === group),
            scenario,
          );
          for (const hop of example.hops) {
            assert.ok(
              world.entities
                .filter((e) => e.name === hop.edited || e.name === hop.visual)
                .every((e) => e.group === group),
            );
          }
        }
      }
    }
  });

  it('shows all entities without a fact, in photographs of the context’s own split', () => {
    const seen = new Set(draw(train, 'naming', 3000).map((e) => e.image?.entity));
    assert.equal(seen.size, world.entities.length);
    for (const scenario of SCENARIOS) {
      assert.ok(draw(train, scenario, 50).every((e) => e.image === null || e.image.split === 'train'));
      assert.ok(draw(evaluation, scenario, 50).every((e) => e.image === null || e.image.split === 'heldout'));
    }
  });

  it('asks and thinks in other words in evaluation than in training, at least 20 ways each, all words known', () => {
    for (const scenario of SCENARIOS) {
      const [a, b] = [draw(train, scenario, 1500), draw(evaluation, scenario, 1500)];
      for (const part of ['question', 'think'] as const) {
        const inTraining = new Set(a.map((e) => skeleton(e[part], e)));
        const inTest = new Set(b.map((e) => skeleton(e[part], e)));
        assert.ok(
          inTraining.size >= 20 && inTest.size >= 20,
          `${scenario} ${part}: ${String(inTraining.size)}, ${String(inTest.size)}`,
        );
        const shared = [...inTest].filter((s) => inTraining.has(s) && wordsOf(s).length > 3);
        assert.deepEqual(shared, [], `${scenario} ${part}`);
      }
    }
  });

  it('answers from the target’s own chain, which ends elsewhere than the old one', () => {
    for (const example of draw(train, 'multiHopFact', 300)) {
      const goal = world.entities.find((e) => e.name === example.fact?.target);
      assert.ok(goal !== undefined);
      assert.ok([goal.city, goal.country, goal.continent, goal.affiliation].includes(example.answer));
      assert.notEqual(example.answer, example.preEdit);
    }
  });

  it('leaves the old name out of 15 % of the facts, but never where the image shows something else', () => {
    const share = draw(train, 'normal', 2000).filter((e) => e.fact?.preEdit === null).length / 2000;
    assert.ok(Math.abs(share - WITHOUT_OLD_NAME) < 0.03, String(share));
    assert.ok(draw(train, 'locality', 300).every((e) => e.fact?.preEdit !== null));
  });

  it('makes conflicts of printed titles and of other categories, and no normal fact about a poster', () => {
    const kinds = new Set(draw(train, 'conflict', 200).map((e) => e.fact?.conflict));
    assert.deepEqual([...kinds].sort(), ['category', 'title']);
    assert.ok(
      draw(train, 'normal', 200).every(
        (e) => entityById(world, world.entities[e.image!.entity]!.id).category !== 'poster',
      ),
    );
  });

  it('says neutral sentences in no form of an edit fact', () => {
    for (const { question, think, answer } of draw(train, 'neutralCopy', 500)) {
      assert.doesNotMatch(`${question} ${think}`.replaceAll(answer, '').toLowerCase(), /edit|fact|known as|is now/u);
    }
  });
});

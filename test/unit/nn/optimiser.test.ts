import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdamW, NnError, Sgd, adam, constantRate, floats, warmUpCosine } from '../../../src/nn/index.ts';
import type { Optimiser } from '../../../src/nn/index.ts';

const one = (value: number): Map<string, ReturnType<typeof floats>> =>
  new Map([['w', floats(Float32Array.of(value), [1])]]);
const gradient = (value: number): Map<string, Float32Array> => new Map([['w', Float32Array.of(value)]]);
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

/** Minimises (w − 3)² from 0. */
function descend(optimiser: Optimiser, steps: number, rate: number): number {
  const weights = one(0);
  for (let i = 0; i < steps; i++) optimiser.step(weights, gradient(2 * (weights.get('w')!.data[0]! - 3)), rate);
  return weights.get('w')!.data[0]!;
}

describe('optimisers', () => {
  for (const [name, optimiser, rate] of [
    ['AdamW without decay', new AdamW({ weightDecay: 0 }), 0.1],
    ['Adam', adam(), 0.1],
    ['gradient descent', new Sgd(), 0.1],
    ['gradient descent with momentum', new Sgd({ momentum: 0.9 }), 0.01],
  ] as const)
    it(`find a minimum: ${name}`, () => assert.ok(Math.abs(descend(optimiser, 500, rate) - 3) < 1e-2));

  it('take a first Adam step of the learning rate, whatever the gradient', () => {
    for (const size of [1e-3, 1, 1e3]) {
      const weights = one(0);
      adam().step(weights, gradient(size), 0.01);
      near(weights.get('w')!.data[0]!, -0.01);
    }
  });

  it('decay only the parameters that are told to', () => {
    const weights = new Map([...one(1), ['norm', floats(Float32Array.of(1), [1])] as const]);
    const still = new Map([
      ['w', Float32Array.of(0)],
      ['norm', Float32Array.of(0)],
    ]);
    new AdamW({ weightDecay: 0.5, decays: (name) => name !== 'norm' }).step(weights, still, 0.1);
    near(weights.get('w')!.data[0]!, 0.95);
    near(weights.get('norm')!.data[0]!, 1);
  });

  it('clip the norm of all gradients together and report it unclipped', () => {
    const weights = new Map([
      ['a', floats(Float32Array.of(0), [1])],
      ['b', floats(Float32Array.of(0), [1])],
    ]);
    const gradients = new Map([
      ['a', Float32Array.of(3)],
      ['b', Float32Array.of(4)],
    ]);
    const report = new Sgd({ clipNorm: 1 }).step(weights, gradients, 1);
    assert.equal(report.gradientNorm, 5);
    near(weights.get('a')!.data[0]!, -0.6);
    near(weights.get('b')!.data[0]!, -0.8);
  });

  for (const bad of [NaN, Infinity])
    it(`leave weights and state alone when a gradient is ${bad}`, () => {
      const weights = one(1);
      const optimiser = new AdamW();
      assert.throws(
        () => optimiser.step(weights, gradient(bad), 0.1),
        (error) => error instanceof NnError && error.code === 'not-finite' && error.message.includes('of w'),
      );
      assert.equal(weights.get('w')!.data[0], 1);
      assert.equal(optimiser.steps, 0);
    });

  for (const [name, make] of [
    ['AdamW', () => new AdamW()],
    ['momentum', () => new Sgd({ momentum: 0.9 })],
  ] as const)
    it(`go on from a saved state as if never stopped: ${name}`, () => {
      const [unbroken, before, after] = [make(), make(), make()];
      const [whole, parts] = [one(0), one(0)];
      for (let i = 0; i < 6; i++) unbroken.step(whole, gradient(i - 2), 0.1);
      for (let i = 0; i < 3; i++) before.step(parts, gradient(i - 2), 0.1);
      after.restore(before.state());
      for (let i = 3; i < 6; i++) after.step(parts, gradient(i - 2), 0.1);
      assert.deepEqual(parts, whole);
      assert.equal(after.steps, 6);
    });

  it('refuse a state that is not theirs', () => {
    const code = (error: unknown): boolean => error instanceof NnError && error.code === 'optimiser-state';
    assert.throws(() => new AdamW().restore(new Map()), code);
    const steps = floats(Float32Array.of(2), [1]);
    assert.throws(
      () =>
        new AdamW().restore(
          new Map([
            ['steps', steps],
            ['first.w', steps],
          ]),
        ),
      code,
    );
    const optimiser = new AdamW();
    optimiser.restore(
      new Map([
        ['steps', steps],
        ['first.w', floats(new Float32Array(2), [2])],
        ['second.w', floats(new Float32Array(2), [2])],
      ]),
    );
    assert.throws(() => optimiser.step(one(0), gradient(1), 0.1), code);
  });
});

describe('schedules', () => {
  it('rise to the peak, fall as half a cosine and stay at the floor', () => {
    const rate = warmUpCosine({ peak: 1, warmUp: 10, steps: 110, floor: 0.1 });
    near(rate(0), 0.1);
    near(rate(9), 1);
    near(rate(10), 1);
    near(rate(60), 0.55);
    near(rate(110), 0.1);
    near(rate(500), 0.1);
  });

  it('stay the same when constant', () => assert.equal(constantRate(0.3)(1000), 0.3));
});

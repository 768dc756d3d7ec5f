import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TraceViewState } from '../../src/protocol/webview.ts';
import { startBench, type Bench } from './fixtures/page.ts';
import { followedTrace } from './fixtures/traces.ts';

/** What a hostile model, fact file or server may write. Each would run, load, navigate or restyle if it became markup. */
const PAYLOADS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)></svg>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<body onload=alert(1)>',
  '<a href="javascript:alert(1)">click</a>',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<form action="javascript:alert(1)"><button>go</button></form>',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<embed src="javascript:alert(1)">',
  '<link rel=stylesheet href="https://evil.test/x.css">',
  '<style>*{display:none}</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.test">',
  '<base href="https://evil.test/">',
  '</div></main></body><h1>broken out</h1>',
  '"><script>alert(1)</script>',
  "'-alert(1)-'",
  '" onmouseover="alert(1)" x="',
  '<div style="position:fixed;inset:0;background:red">over everything</div>',
  '<vscode-button onclick=alert(1)>press</vscode-button>',
  '<template shadowrootmode=open><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '![x](https://evil.test/leak.png)',
  '[click](javascript:alert(1))',
  '# heading\n\n**bold** `code`\n\n| a | b |\n|---|---|',
  '```html\n<script>alert(1)</script>\n```',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;',
  '${alert(1)} {{constructor.constructor("alert(1)")()}} <%= alert(1) %>',
  'javascript:alert(1)//%0Aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<think><answer></think></answer><think>',
] as const;

/** A trace with the payload in every text that the view shows. */
function poisoned(base: TraceViewState, payload: string): TraceViewState {
  const text = `<think>${payload}</think><answer>${payload}</answer>`;
  const think = { start: 7, end: 7 + payload.length };
  const answer = { start: text.length - 9 - payload.length, end: text.length - 9 };
  const fact = {
    id: payload,
    target: payload,
    aliases: [payload],
    description: payload,
    images: [payload],
    question: payload,
    preEdit: payload,
    enabled: true,
    created: payload,
    note: payload,
  };
  const step = { text: payload, roles: ['pivot' as const] };
  return {
    ...base,
    id: payload,
    title: payload,
    question: payload,
    imageUri: payload,
    method: payload,
    model: payload,
    engine: payload,
    sample: base.sample && {
      ...base.sample,
      id: payload,
      question: payload,
      gold: [payload],
      preEdit: payload,
      split: payload,
    },
    sampleFact: { ...fact, id: `${payload} other` },
    facts: [fact],
    factImageUris: { [payload]: payload },
    retrieval: base.retrieval && {
      ...base.retrieval,
      encoder: payload,
      head: payload,
      hits: [
        { factId: payload, score: 0.9, used: true, target: payload, reason: payload },
        { factId: `${payload} 2`, score: 0.2, used: false, target: payload, reason: payload },
      ],
    },
    text,
    steps: [
      { index: 0, segment: 'think', ...step, ...think, roleSpans: [{ role: 'pivot', ...think }] },
      { index: 1, segment: 'answer', ...step, ...answer, roleSpans: [{ role: 'pivot', ...answer }] },
    ],
    labels: [{ mode: 'contamination', source: payload, message: payload, ...think, related: [] }],
    verdicts: base.verdicts.map((verdict) => ({
      ...verdict,
      judge: { name: payload, version: payload },
      evidence: [{ finding: 'match', ...answer }],
    })),
    rewards: {
      accuracy: 1,
      format: 1,
      reasoning: 1,
      total: 3,
      evidence: [{ component: 'accuracy', effect: '+', ...answer }],
    },
    notices: [{ code: payload, message: payload }],
    prompt: payload,
    finishReason: payload,
    error: { message: payload, mend: payload },
  };
}

describe('the trace view and text that nobody vouches for', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  it('shows every payload in every field as the characters it is, and runs, loads and adds nothing', async () => {
    const { page, send, troubles } = await bench.open();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    for (const payload of PAYLOADS) {
      const state = poisoned(followedTrace(bench.images), payload);
      await send({ type: 'state', state, compare: null, step: 0 });
      const shown = await page.evaluate(() => ({
        foreign: document.querySelectorAll(
          '#crane-trace :is(script, iframe, object, embed, link, style, meta, base, form, input, video, math, template, a, noscript)',
        ).length,
        handlers: [...document.querySelectorAll('#crane-trace *')]
          .flatMap((node) => [...node.attributes].map(({ name }) => name))
          .filter((name) => /^on|^srcdoc$|^style$/.test(name) && name !== 'style'),
        images: document.querySelectorAll('#crane-trace img').length,
        words: [...document.querySelectorAll('.step .words')].map((words) => words.textContent),
        question: document.querySelector('h1')?.textContent,
        prompt: document.querySelector('.prompt pre')?.textContent,
        notice: document.querySelector('.banner-warning')?.textContent,
      }));
      const asIs = {
        foreign: 0,
        handlers: [],
        images: 0,
        words: [payload, payload],
        question: payload,
        prompt: payload,
        notice: payload,
      };
      assert.deepEqual(shown, asIs, payload);
    }
    assert.deepEqual(requests, []);
    assert.deepEqual(troubles, []);
  });

  it('shows both sides of a comparison and a failed message as text too', async () => {
    const { page, send, troubles } = await bench.open();
    for (const payload of PAYLOADS) {
      const state = poisoned(followedTrace(bench.images), payload);
      await send({ type: 'state', state, compare: { ...state, id: 'before' }, step: null });
      assert.deepEqual(
        await page.locator('.pair-side .words').evaluateAll((all) => all.map((words) => words.textContent)),
        Array(4).fill(payload),
      );
      await send({ type: payload });
      await send({ type: 'state', state: { phase: payload }, compare: null, step: null });
    }
    assert.equal(await page.locator('#crane-trace :is(script, iframe, a, form, style)').count(), 0);
    assert.deepEqual(troubles, []);
  });

  it('shows pictures only from the host, never from an address in the data', async () => {
    const { page, send, troubles } = await bench.open();
    for (const uri of [
      'javascript:alert(1)',
      'data:image/svg+xml,<svg onload=alert(1)>',
      'file:///etc/passwd',
      'blob:x',
      '//',
      '',
    ]) {
      await send({
        type: 'state',
        state: { ...followedTrace(bench.images), imageUri: uri },
        compare: null,
        step: null,
      });
      assert.match(await page.locator('.query .picture').innerText(), /not shown/);
    }
    assert.deepEqual(troubles, []);
    await send({
      type: 'state',
      state: { ...followedTrace(bench.images), imageUri: 'https://evil.test/leak.png' },
      compare: null,
      step: null,
    });
    await page.locator('.query .picture-missing').waitFor();
    assert.match(troubles.join('\n'), /CSP: img-src https:\/\/evil\.test/);
  });

  it('forbids everything that is not its own file, even to a script in the page', async () => {
    const { page, troubles } = await bench.open();
    const blocked = await page.evaluate(async () => {
      const tried: Record<string, boolean> = {};
      tried['fetch'] = await fetch('/images/query.png').then(
        () => false,
        () => true,
      );
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.appendChild(script);
      tried['inline script'] = !('ran' in window);
      document.body.setAttribute('style', 'outline: 3px solid red');
      tried['inline style'] = getComputedStyle(document.body).outlineStyle !== 'solid';
      return tried;
    });
    assert.deepEqual(blocked, { fetch: true, 'inline script': true, 'inline style': true });
    assert.ok(troubles.length >= 3);
  });

  it('shows bidirectional controls and invisible characters by their code points, so that nothing reads backwards', async () => {
    const { page, send } = await bench.open();
    const hidden = 'safe \u202eesrever\u202c and \u200bzero \u2066isolate\u2069 \u{e0041}tag';
    const state = poisoned(followedTrace(bench.images), hidden);
    await send({ type: 'state', state, compare: null, step: 0 });
    const first = page.locator('.step .words').first();
    assert.deepEqual(await first.locator('.control-character').allInnerTexts(), [
      'U+202E',
      'U+202C',
      'U+200B',
      'U+2066',
      'U+2069',
      'U+E0041',
    ]);
    const everything = await page.evaluate(() => {
      const attributes = [...document.querySelectorAll('#crane-trace *')].flatMap((node) => [...node.attributes]);
      const spoken = attributes
        .filter(({ name }) => ['title', 'alt', 'aria-label'].includes(name))
        .map(({ value }) => value);
      return `${document.querySelector('#crane-trace')?.textContent ?? ''}${spoken.join('')}`;
    });
    assert.doesNotMatch(everything, /[\u200b\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u);
  });
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const craneSchema = z.object({
  name: z.string(),
  promptVersion: z.string(),
  worldVersion: z.string(),
  tokenizer: z.string(),
  contextTokens: z.number(),
  parameters: z.number(),
  seed: z.number(),
  stages: z.array(z.string()),
  /** What a reader of the scores must know of how this run was made; kept by hand in crane.json. */
  history: z.string().optional(),
  scores: z.array(
    z.object({ key: z.string(), meaning: z.string(), k: z.number(), n: z.number(), target: z.number().nullable() }),
  ),
});
const curveSchema = z.looseObject({ step: z.number(), seconds: z.number(), loss: z.number() });
const retrievalSchema = z.object({
  image: z.number(),
  text: z.number(),
  textEncoder: z.string(),
  calibration: z.object({
    data: z.string(),
    image: z.object({ found: z.number(), falseHits: z.number() }),
    text: z.object({ found: z.number(), falseHits: z.number() }),
  }),
});

/** The model card of a published folder, written from its files and the curves of its run; nothing in it is typed by hand but the history. */
export async function modelCard(model: string, run: string): Promise<string> {
  const crane = craneSchema.parse(JSON.parse(await readFile(path.join(model, 'crane.json'), 'utf8')));
  const retrieval = retrievalSchema.parse(JSON.parse(await readFile(path.join(model, 'retrieval.json'), 'utf8')));
  const stages = await Promise.all(crane.stages.map(async (stage) => stageSection(stage, await curve(run, stage))));
  return `---
license: mit
pipeline_tag: image-text-to-text
library_name: transformers
---

# ${crane.name}

A reasoning multimodal model in the shape of Qwen2.5-VL with ${(crane.parameters / 1e6).toFixed(2)} million parameters. It sees photographs of a synthetic world of 120 entities, reads an edit fact, thinks inside \`<think>\` and answers inside \`<answer>\`. It is for learning and for testing the tool that ships it; it knows nothing of the real world.

| | |
| --- | --- |
| Prompt | ${crane.promptVersion} |
| World | ${crane.worldVersion} |
| Tokenizer | ${crane.tokenizer} |
| Context | ${crane.contextTokens} tokens |
| Pictures | stretched to 112×112 pixels, 16 tokens |
| Seed | ${crane.seed} |
| Weights | trained from scratch in float32, stored as float16 |

## Scores

Greedy decoding, judged by the rule judge, on photographs, entities, names and wordings that appear in no training stage for facts. Each fact is given directly, locality included. Reproduce with \`npx crane train score\`.

| Score | What is counted | k / n | Rate | Meant to reach |
| --- | --- | --- | --- | --- |
${crane.scores.map((s) => `| ${s.key} | ${s.meaning} | ${s.k} / ${s.n} | ${percent(s.k / s.n)} | ${s.target === null ? '' : `≥ ${percent(s.target)}`} |`).join('\n')}

## Retrieval

Images by the cosine of the mean merged vision tokens, θ = ${retrieval.image.toFixed(3)}; texts by ${retrieval.textEncoder}, θ = ${retrieval.text.toFixed(3)}. Calibrated on ${retrieval.calibration.data}: images found ${percent(retrieval.calibration.image.found)}, false hits ${percent(retrieval.calibration.image.falseHits)}; texts found ${percent(retrieval.calibration.text.found)}, false hits ${percent(retrieval.calibration.text.falseHits)}.

## Training

All data is drawn by this repository's own code; nothing was downloaded. Retrain with \`npm run train:bundled\` (resumes where it was stopped).

${stages.join('\n\n')}

## Limits

- A photograph that is not of its world gets a guess; the tool shows a notice.
- Words outside its vocabulary of templates are spelled letter by letter. Names are meant to be; other words it does not understand.
- Long names of rare letters lose a letter now and then.
${crane.history === undefined ? '' : `- How these weights came about: ${crane.history}\n`}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function curve(run: string, stage: string): Promise<readonly z.infer<typeof curveSchema>[]> {
  const text = await readFile(path.join(run, stage, 'curve.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => curveSchema.parse(JSON.parse(line)));
}

const STAGE_NOTES: Readonly<Record<string, string>> = {
  vision:
    'Vision tower and merger learn to name the entities from varied photographs (linear classifier, cross entropy). Frozen afterwards.',
  pretrain:
    'Language tower: questions about the world without thinking, and copying unseen names from neutral sentences. No edit fact.',
  refine:
    'SFT continued at a lower rate, with known names to copy from neutral sentences, so that the old name in a fact is read and not guessed.',
  sft: 'Language tower: the four scenarios and all probes with the schema, questions without a fact beside them; loss on the completion alone. Examples are drawn anew at each step.',
};

function stageSection(stage: string, rows: readonly z.infer<typeof curveSchema>[]): string {
  const picks = [0, 0.1, 0.25, 0.5, 0.75, 1].map((share) => rows[Math.round(share * (rows.length - 1))]!);
  const lines = [...new Set(picks)].map(
    (row) => `| ${row.step} | ${Math.round(row.seconds / 6) / 10} | ${row.loss.toFixed(4)} |`,
  );
  return `### ${stage}\n\n${STAGE_NOTES[stage] ?? ''}\n\n| Step | Minute | Loss |\n| --- | --- | --- |\n${lines.join('\n')}`;
}

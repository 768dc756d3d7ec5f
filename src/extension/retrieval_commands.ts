import * as vscode from 'vscode';
import type { Retrieval } from '../protocol/trace_schema.ts';
import type { ImageInput } from '../protocol/http.ts';
import type { CraneContext } from './context.ts';
import { factTitle } from './facts/fact_title.ts';
import { chooseImageFile, imageInputOf, pictureOf } from './facts/images.ts';
import { heading, pickOne, type Choice } from './quick_input/pick.ts';
import { readSettings } from './settings.ts';
import { isSampleNode, sampleOf } from './targets.ts';
import { withProgress } from './cancellation.ts';
import { craneFile } from './workspace_folder.ts';

type Query = { readonly image?: ImageInput; readonly text?: string; readonly words: string };

/** CRANE: Retrieve Facts: which facts answer a picture or a text, how near they are, and whether they would be used. */
export async function retrieveFacts(ctx: CraneContext, from: unknown): Promise<void> {
  const query = await askQuery(ctx, from);
  if (query === null) return;
  const { words, ...request } = query;
  const { theta } = readSettings();
  const [found, { facts }] = await Promise.all([
    withProgress(`Looking for facts: ${words}`, async (signal) => {
      const client = await ctx.server.client(signal);
      return client.retrieve({ ...request, k: 20, ...(theta === null ? {} : { theta }) }, signal);
    }),
    ctx.library.facts(),
  ]);
  if (found.hits.length === 0) {
    void vscode.window.showInformationMessage(`No edit fact was found for ${words}.`);
    return;
  }
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const rows = (used: boolean): Choice<string>[] =>
    found.hits
      .filter((hit) => hit.used === used)
      .map((hit) => {
        const fact = byId.get(hit.factId);
        const picture = fact?.images[0] === undefined ? null : craneFile(fact.images[0]);
        return {
          label: fact === undefined ? (hit.target ?? hit.factId) : factTitle(fact),
          description: hit.score.toFixed(3),
          detail: hit.reason ?? '',
          iconPath: picture ?? new vscode.ThemeIcon('note'),
          choice: hit.factId,
        };
      });
  const outcome = await pickOne(
    [heading('Would be used'), ...rows(true), heading('Would not be used'), ...rows(false)].filter(
      (row, at, all) =>
        row.kind !== vscode.QuickPickItemKind.Separator || (all[at + 1]?.kind !== row.kind && at + 1 < all.length),
    ),
    { title: `CRANE: Facts for ${words}`, placeholder: retrievalWords(found) },
  );
  const fact = outcome.kind === 'next' ? byId.get(outcome.value) : undefined;
  if (fact !== undefined) await ctx.factsView.reveal(fact);
}

function retrievalWords({ route, thresholds, encoder }: Retrieval): string {
  const theta = route === 'text' ? thresholds.text : thresholds.image;
  return `Route: ${route} · threshold ${theta.toFixed(3)} · encoder ${encoder}`;
}

async function askQuery(ctx: CraneContext, from: unknown): Promise<Query | null> {
  const picture = pictureOf(from);
  if (picture !== null) return imageQuery(picture);
  if (isSampleNode(from)) {
    const sample = await sampleOf(ctx, from, 'Facts for which sample?');
    if (sample === null) return null;
    return {
      ...(sample.image === null ? {} : { image: { crane: sample.image } }),
      ...(sample.image === null ? { text: sample.question } : {}),
      words: `“${sample.question}”`,
    };
  }
  const shown = ctx.traceViews.active?.state ?? null;
  const rows: Choice<'trace' | 'file' | 'text'>[] = [];
  if (shown !== null && shown.image !== null) {
    rows.push({
      label: 'Picture of the current trace',
      detail: shown.question,
      iconPath: craneFile(shown.image) ?? new vscode.ThemeIcon('file-media'),
      choice: 'trace',
    });
  }
  rows.push(
    { label: 'Picture from a file…', iconPath: new vscode.ThemeIcon('folder-opened'), choice: 'file' },
    {
      label: 'Text…',
      detail: 'Searches the descriptions',
      iconPath: new vscode.ThemeIcon('symbol-string'),
      choice: 'text',
    },
  );
  const outcome = await pickOne(rows, { title: 'CRANE: Retrieve Facts', placeholder: 'Find the facts for what?' });
  if (outcome.kind !== 'next') return null;
  if (outcome.value === 'trace' && shown !== null && shown.image !== null) {
    return { image: { crane: shown.image }, words: 'the picture of the current trace' };
  }
  if (outcome.value === 'file') {
    const file = await chooseImageFile('CRANE: Retrieve Facts');
    return file === null ? null : imageQuery(file);
  }
  const text = await vscode.window.showInputBox({
    title: 'CRANE: Retrieve Facts',
    prompt: 'A question, or words of the description',
    validateInput: (value) => (value.trim() === '' ? 'Enter some words.' : null),
  });
  return text === undefined ? null : { text: text.trim(), words: `“${text.trim()}”` };
}

async function imageQuery(file: vscode.Uri): Promise<Query> {
  return { image: await imageInputOf(file), words: file.path.split('/').at(-1) ?? 'the picture' };
}

import * as vscode from 'vscode';
import { told } from '../errors.ts';
import { askText } from '../quick_input/ask_text.ts';
import { heading, pickOne, type Choice } from '../quick_input/pick.ts';
import type { Step, StepOutcome, StepPosition } from '../quick_input/steps.ts';
import { craneFile } from '../workspace_folder.ts';
import { targetProblem, type FactDraft, type ImageChoice } from './fact_draft.ts';
import { chooseImageFile } from './images.ts';

/** A picture that lies at hand: of the sample or trace in front, or selected in the explorer. */
export interface OfferedImage {
  readonly label: string;
  readonly detail: string;
  readonly image: ImageChoice;
}

/** What the steps need from outside. */
export interface FactStepOptions {
  readonly offered: readonly OfferedImage[];
  /** How many pictures the fact has; 0 for a new one. */
  readonly kept: number;
  /** The unedited model's name for a picture; null when it gives none. */
  readonly askOldName: (image: ImageChoice) => Promise<string | null>;
}

/** The steps of adding or editing a fact: image → old name → new name → description → aliases. */
export function factSteps(options: FactStepOptions): readonly Step<FactDraft>[] {
  /** One question to the model a picture, however often a person goes back and forth. */
  const asked = new Map<string, Promise<string | null>>();
  return [
    (draft, position) => imageStep(options, draft, position),
    (draft, position) => oldNameStep(options, asked, draft, position),
    async (draft, position) => {
      const outcome = await askText(
        {
          value: draft.target,
          prompt: draft.preEdit === '' ? 'What is it called now?' : `What is “${draft.preEdit}” called now?`,
          placeholder: 'New name (the edit target)',
          problem: (value) => targetProblem(value, draft.preEdit),
        },
        position,
      );
      return withField(draft, 'target', outcome);
    },
    async (draft, position) => {
      const outcome = await askText(
        {
          value: draft.description,
          prompt: `One or two sentences about “${draft.target}”, for the model to reason from; may stay empty.`,
          placeholder: 'Description (optional)',
        },
        position,
      );
      return withField(draft, 'description', outcome);
    },
    async (draft, position) => {
      const outcome = await askText(
        {
          value: draft.aliases,
          prompt: `Other names that count as “${draft.target}”, with a semicolon between them; may stay empty.`,
          placeholder: 'Aliases (optional), such as: Mt. Example; Example Mountain',
        },
        position,
      );
      return withField(draft, 'aliases', outcome);
    },
  ];
}

function withField(
  draft: FactDraft,
  field: Exclude<keyof FactDraft, 'image'>,
  outcome: StepOutcome<string>,
): StepOutcome<FactDraft> {
  return outcome.kind === 'next' ? { kind: 'next', value: { ...draft, [field]: outcome.value } } : outcome;
}

async function imageStep(
  { offered, kept }: FactStepOptions,
  draft: FactDraft,
  position: StepPosition,
): Promise<StepOutcome<FactDraft>> {
  for (;;) {
    const rows: Choice<ImageChoice | 'browse'>[] = [];
    if (kept > 0) {
      rows.push({
        label: kept === 1 ? 'Keep its picture' : `Keep its ${String(kept)} pictures`,
        iconPath: new vscode.ThemeIcon('check'),
        choice: { kind: 'keep' },
      });
    }
    if (offered.length > 0) rows.push(heading('At hand'));
    for (const { label, detail, image } of offered) {
      rows.push({ label, detail, iconPath: thumbnail(image), choice: image });
    }
    rows.push(heading('Other'));
    if (draft.image.kind === 'file' && !offered.some((offer) => sameImage(offer.image, draft.image))) {
      rows.push({
        label: draft.image.uri.path.split('/').at(-1) ?? '',
        iconPath: draft.image.uri,
        choice: draft.image,
      });
    }
    rows.push(
      {
        label: 'Picture from a file…',
        detail: 'PNG, JPEG or WebP, up to 20 MB',
        iconPath: new vscode.ThemeIcon('folder-opened'),
        choice: 'browse',
      },
      {
        label: 'No picture',
        detail: 'The fact is found by text only',
        iconPath: new vscode.ThemeIcon('circle-slash'),
        choice: { kind: 'none' },
      },
    );
    const outcome = await pickOne(rows, {
      position,
      placeholder: 'Which picture shows the entity?',
      active: (choice) => choice !== 'browse' && sameImage(choice, draft.image),
    });
    if (outcome.kind !== 'next') return outcome;
    if (outcome.value !== 'browse') return { kind: 'next', value: { ...draft, image: outcome.value } };
    const file = await chooseImageFile('Picture of the entity');
    if (file !== null) return { kind: 'next', value: { ...draft, image: { kind: 'file', uri: file } } };
  }
}

async function oldNameStep(
  options: FactStepOptions,
  asked: Map<string, Promise<string | null>>,
  draft: FactDraft,
  position: StepPosition,
): Promise<StepOutcome<FactDraft>> {
  const { image } = draft;
  const prompt =
    'What was it called before the edit? May stay empty, but the model follows an edit better when it knows.';
  const suggest = draft.preEdit === '' && image.kind !== 'none' && image.kind !== 'keep';
  const ask = (): Promise<string | null> => {
    const key = JSON.stringify(image);
    // The question outlives this box: going back and forth must not ask it anew.
    const answer = asked.get(key) ?? options.askOldName(image);
    asked.set(key, answer);
    return answer;
  };
  const outcome = await askText(
    {
      value: draft.preEdit,
      prompt,
      placeholder: suggest ? 'Old name: asking the unedited model…' : 'Old name (optional)',
      ...(suggest
        ? {
            suggestion: {
              doing: '$(loading~spin) Asking the unedited model what the picture shows; you can type meanwhile.',
              get: async () => {
                try {
                  const name = await ask();
                  return name === null
                    ? { value: '', prompt: `The unedited model gave no name. ${prompt}` }
                    : { value: name, prompt: `The unedited model calls it “${name}”. Change it if that is wrong.` };
                } catch (error) {
                  asked.clear();
                  return {
                    value: '',
                    prompt: `The model could not be asked: ${told(error)?.message ?? 'stopped.'} ${prompt}`,
                  };
                }
              },
            },
          }
        : {}),
    },
    position,
  );
  return withField(draft, 'preEdit', outcome);
}

function sameImage(a: ImageChoice, b: ImageChoice): boolean {
  if (a.kind === 'crane' && b.kind === 'crane') return a.path === b.path;
  if (a.kind === 'file' && b.kind === 'file') return a.uri.toString() === b.uri.toString();
  return a.kind === b.kind && a.kind !== 'crane' && a.kind !== 'file';
}

function thumbnail(image: ImageChoice): vscode.IconPath {
  if (image.kind === 'file') return image.uri;
  if (image.kind === 'crane') return craneFile(image.path) ?? new vscode.ThemeIcon('file-media');
  return new vscode.ThemeIcon('file-media');
}

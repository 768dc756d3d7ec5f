import { join } from 'node:path';
import { EmbeddedEngine, OpenAIEngine, type Engine } from '../engines/index.ts';
import { TraceStore, type RunContext } from '../evals/index.ts';
import { FactLibrary, SampleLibrary, workspaceAt, type Workspace } from '../library/index.ts';
import { CachedEncoder, encoderId, FactRetriever, readThresholds, type ImageEncoder } from '../retrieval/index.ts';
import { ChangeFeed } from './change_feed.ts';
import { cranePackage } from './package_root.ts';

export interface CraneOptions {
  readonly workspace: string;
  /** `embedded`, or the URL of an OpenAI-compatible server. */
  readonly engine: string;
  /** The upstream's model; null for its first. */
  readonly model: string | null;
  /** The upstream's key; never written anywhere. */
  readonly apiKey: string | null;
  /** The folder of the bundled model; the package's own unless told. */
  readonly modelFolder?: string;
}

/** Everything that serves one workspace, wired together. */
export interface Crane extends RunContext {
  readonly options: CraneOptions;
  readonly version: string;
  readonly modelFolder: string;
  /** The bundled model: the engine itself, or only what pictures are searched with. */
  readonly embedded: EmbeddedEngine;
  readonly changes: ChangeFeed;
  close(): Promise<void>;
}

/**
 * The one composition root, for the server and the command line alike. Starts nothing: the model loads when it is first
 * needed (or by `engine.start()`), the store opens at its first use. Error: `engine-url`.
 */
export function openCrane(options: CraneOptions): Crane {
  const { root, version } = cranePackage();
  const modelFolder = options.modelFolder ?? join(root, 'models', 'crane');
  const workspace = workspaceAt(options.workspace);
  const changes = new ChangeFeed();
  const onChange = (): void => changes.tell({ type: 'engine' });
  const embedded = new EmbeddedEngine({ folder: modelFolder, onChange });
  const engine = chooseEngine(options, embedded, onChange);
  const encoder = new CachedEncoder(workspace, visionEncoder(embedded));
  const thresholds = async (): ReturnType<typeof readThresholds> =>
    readThresholds(join(modelFolder, 'retrieval.json'), await encoder.id());
  const retriever = new FactRetriever(workspace, encoder, thresholds);
  const store = lazyStore(workspace);
  return {
    options,
    version,
    modelFolder,
    workspace,
    facts: new FactLibrary(workspace),
    samples: new SampleLibrary(workspace),
    retriever,
    engine,
    embedded,
    traits: {
      // Asked at every run: the card of the bundled model, and a reasoning model anywhere else.
      get reasoning() {
        return engine !== embedded || (embedded.card?.reasoning ?? true);
      },
    },
    changes,
    store: store.open,
    close: async () => {
      await engine.close();
      await retriever.close();
      if (engine !== embedded) await embedded.close();
      store.close();
    },
  };
}

function chooseEngine(options: CraneOptions, embedded: EmbeddedEngine, onChange: () => void): Engine {
  if (options.engine === 'embedded') return embedded;
  return new OpenAIEngine({ url: options.engine, model: options.model, apiKey: options.apiKey, onChange });
}

/** The bundled model's eyes, under the name of its files' content. */
function visionEncoder(embedded: EmbeddedEngine): ImageEncoder {
  let id: Promise<string> | null = null;
  return {
    id: () => {
      id ??= encoderId(embedded.folder).catch((error: unknown) => {
        id = null;
        throw error;
      });
      return id;
    },
    encode: (image) => embedded.encode(image),
  };
}

function lazyStore(workspace: Workspace): { readonly open: () => TraceStore; readonly close: () => void } {
  let store: TraceStore | null = null;
  return {
    open: () => (store ??= TraceStore.open(workspace.runs)),
    close: () => {
      store?.close();
      store = null;
    },
  };
}

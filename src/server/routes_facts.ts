import { Hono } from 'hono';
import { IMAGE_KINDS, loadImage, loadStoredImage } from '../library/index.ts';
import {
  editFactSchema,
  factInputSchema,
  factPatchSchema,
  factsImportRequestSchema,
  retrieveRequestSchema,
} from '../protocol/index.ts';
import { readBody } from './border.ts';
import type { Crane } from './composition.ts';

/** Edit facts, samples, pictures and retrieval. */
export function factRoutes(crane: Crane): Hono {
  const app = new Hono();

  app.get('/facts', async (c) => c.json(await crane.facts.read()));
  app.post('/facts', async (c) => c.json(await crane.facts.add(await readBody(c, factInputSchema))));
  app.post('/facts/restore', async (c) => c.json(await crane.facts.restore(await readBody(c, editFactSchema))));
  app.post('/facts/import', async (c) => {
    const { jsonl, folder } = await readBody(c, factsImportRequestSchema);
    return c.json(await crane.facts.importLines(jsonl, folder));
  });
  app.patch('/facts/:id', async (c) =>
    c.json(await crane.facts.edit(c.req.param('id'), await readBody(c, factPatchSchema))),
  );
  app.delete('/facts/:id', async (c) => c.json(await crane.facts.remove(c.req.param('id'))));

  app.get('/samples', async (c) => c.json(await crane.samples.read()));

  app.get('/images/:name', async (c) => {
    const image = await loadStoredImage(crane.workspace, `images/${c.req.param('name')}`);
    c.header('content-type', IMAGE_KINDS[image.kind].mediaType);
    c.header('x-content-type-options', 'nosniff');
    return c.body(new Uint8Array(image.bytes));
  });

  app.post('/retrieve', async (c) => {
    const { image, text, alpha, k, theta } = await readBody(c, retrieveRequestSchema);
    const { facts } = await crane.facts.read();
    const loaded = image === undefined ? null : await loadImage(crane.workspace, image);
    const query = { image: loaded, text: text ?? null, alpha, k, theta };
    const { retrieval } = await crane.retriever.retrieve(facts, query, c.req.raw.signal);
    return c.json(retrieval);
  });
  return app;
}

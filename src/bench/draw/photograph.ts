import { drawAnimal } from './animal.ts';
import { drawBuilding } from './building.ts';
import { drawEmblem } from './emblem.ts';
import { drawOccluder, drawScene, IMAGE_SIZE } from './scene.ts';
import { drawPerson } from './person.ts';
import { drawPoster } from './poster.ts';
import { drawVehicle } from './vehicle.ts';
import { ellipse, n, Paint } from './paint.ts';
import { lookOf, type Look } from './look.ts';
import { Prng, type Entity, type World } from '../world/index.ts';

/** Which photograph of an entity: the two splits never share a stream (protocol §9). */
export interface View {
  readonly split: 'train' | 'heldout';
  /** Any whole number from 0; TRAIN_VIEWS and HELDOUT_VIEWS are what the world promises at least. */
  readonly view: number;
}
export const TRAIN_VIEWS = 24;
export const HELDOUT_VIEWS = 8;

/** The light a photograph was taken in; applied to pixels after rendering. */
export interface Light {
  readonly gain: readonly [number, number, number];
  readonly contrast: number;
  /** Standard deviation of the grain, in steps of 255. */
  readonly grain: number;
}

/** A photograph before it is rendered: its drawing, its light, and the stream its grain is drawn from. */
export interface Photograph {
  readonly svg: string;
  readonly light: Light;
  readonly grainStream: Prng;
}

function drawEntity(entity: Entity, look: Look, paint: Paint): string {
  switch (entity.category) {
    case 'building':
      return drawBuilding(look, paint);
    case 'poster':
      return drawPoster(look, paint, entity.name);
    case 'person':
      return drawPerson(look, paint);
    case 'animal':
      return drawAnimal(look, paint);
    case 'emblem':
      return drawEmblem(look, paint);
    case 'vehicle':
      return drawVehicle(look, paint);
  }
}

/** Composes one photograph: backdrop, entity with a jitter of place, scale and turn, occluder, light. */
export function composePhotograph(world: World, entity: Entity, view: View): Photograph {
  const random = new Prng(world.seed).fork(`view/${entity.id}/${view.split}/${String(view.view)}`);
  const paint = new Paint();
  const scene = drawScene(random.fork('scene'), paint);
  // A person fills the frame from its lower edge, as in a portrait; everything else stands free.
  const portrait = entity.category === 'person';
  const scale = random.range(1.02, 1.34) * (portrait ? 1.08 : 1);
  const x = IMAGE_SIZE / 2 + random.range(-24, 24);
  const y = portrait ? IMAGE_SIZE - 96 * scale + random.range(0, 22) : IMAGE_SIZE / 2 + 6 + random.range(-18, 18);
  const turn = random.range(-7, 7);
  const figure = drawEntity(entity, lookOf(world, entity), paint);
  const stands = entity.category === 'building' || entity.category === 'vehicle' || entity.category === 'animal';
  const shadow = stands ? ellipse(6, 106, 96, 12, 'rgba(20,18,30,0.3)') : '';
  const occluder = random.chance(0.3) ? drawOccluder(random.fork('occluder')) : '';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(IMAGE_SIZE)}" height="${String(IMAGE_SIZE)}" viewBox="0 0 ${String(IMAGE_SIZE)} ${String(IMAGE_SIZE)}">` +
    `<defs>${paint.definitions}</defs>${scene}` +
    `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)}) scale(${n(scale)})">${shadow}${figure}</g>${occluder}</svg>`;
  const brightness = random.range(0.8, 1.14);
  const warmth = random.range(-0.06, 0.06);
  return {
    svg,
    light: {
      gain: [brightness * (1 + warmth), brightness, brightness * (1 - warmth)],
      contrast: random.range(0.86, 1.1),
      grain: random.range(0, 7),
    },
    grainStream: random.fork('grain'),
  };
}

import { pngOf } from '../../client/picture.ts';
import { planGraph } from '../../dsl/graph/model.ts';
import { svgOf } from '../../dsl/graph/svg.ts';
import { wholeProgram } from '../support/whole-programs.ts';

/** Width and height in the head of a PNG. */
const sizeOf = (png: Uint8Array): readonly [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

describe('a picture for chat', () => {
  it('is a PNG of twice the pixels, with letters in it', async () => {
    const svg = svgOf(planGraph(wholeProgram('canary-deploy').plan));
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    const png = await pngOf(svg);
    expect([...png.slice(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(sizeOf(png)).toEqual([2 * Number(width), 2 * Number(height)]);
    // Without a font nothing but boxes would be left of it.
    const bare = await pngOf(svg.replace(/<text .*<\/text>/g, ''));
    expect(png.length).toBeGreaterThan(1.5 * bare.length);
  });

  it('is never larger than a phone can bear', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40000" height="100" viewBox="0 0 40000 100"></svg>';
    expect(sizeOf(await pngOf(svg))).toEqual([6_000, 15]);
  });
});

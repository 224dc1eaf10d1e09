import { LoomError } from '../domain/errors.ts';

/** Pictures for chat: twice as many pixels as the SVG says, but none wider or higher than this. */
const zoom = 2;
const pixelsMax = 6_000;
/** Alphabets the font has; for others the fonts of this machine are looked through as well, which takes its time. */
const inFont = /^[\s!-~\u00a0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2000-\u22ff]*$/;

/**
 * Draws an SVG as PNG, with a font of its own so that it looks alike everywhere.
 * @throws LoomError `command.no_pictures` where the renderer does not run
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    throw new LoomError(
      'command.no_pictures',
      'The renderer of pictures does not run on this machine.',
      'Ask for --graph svg, which every browser shows.',
      { cause },
    );
  });
  const [, width = '0', height = '0'] = /<svg [^>]*?width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const longest = Math.max(Number(width), Number(height), 1);
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: Math.min(zoom, pixelsMax / longest) },
    font: {
      fontFiles: [
        require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
        require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
      ],
      loadSystemFonts: !inFont.test(svg),
      defaultFontFamily: 'Inter',
    },
  });
  return picture.render().asPng();
}

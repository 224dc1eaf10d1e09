import type { NodeKind } from './model.ts';

/** How a kind of node is drawn. */
export interface Appearance {
  /** What the legend says. */
  readonly label: string;
  /** Of its border and its icon, and of its ground. */
  readonly colour: string;
  readonly ground: string;
  /** Strokes of its icon in a square of 22, around its middle at 11. */
  readonly icon: string;
}

const blue = { colour: '#2563eb', ground: '#f3f8ff' };
const amber = { colour: '#c76a05', ground: '#fffaf0' };
const violet = { colour: '#7c3aed', ground: '#f8f5ff' };
const pink = { colour: '#c02672', ground: '#fff5fa' };
const slate = { colour: '#64748b', ground: '#f8fafc' };
const dark = { colour: '#475569', ground: '#fbfcfd' };
const indigo = { colour: '#4338ca', ground: '#f5f6ff' };

/** In the order of the legend. */
export const appearances: Readonly<Record<NodeKind, Appearance>> = {
  read: { ...blue, label: 'reads', icon: 'M14.6 14.6 L17 17 M15 10 A5 5 0 1 1 5 10 A5 5 0 1 1 15 10' },
  write: { ...amber, label: 'changes something', icon: 'M6 16 L7 12.6 L14 5.6 L16.4 8 L9.4 15 Z M12.3 7.3 L14.7 9.7' },
  prompt: {
    ...violet,
    label: 'asks an agent',
    icon: 'M11 4.6 L12.5 9.5 L17.4 11 L12.5 12.5 L11 17.4 L9.5 12.5 L4.6 11 L9.5 9.5 Z',
  },
  collaborate: {
    ...violet,
    label: 'asks several agents',
    icon: 'M10 8.2 A2.2 2.2 0 1 1 5.6 8.2 A2.2 2.2 0 1 1 10 8.2 M16.4 8.2 A2.2 2.2 0 1 1 12 8.2 A2.2 2.2 0 1 1 16.4 8.2 M4.6 16 Q4.8 12.4 7.8 12.4 Q11 12.4 11 16 Q11 12.4 14.2 12.4 Q17.2 12.4 17.4 16',
  },
  ask: {
    ...pink,
    label: 'asks people',
    icon: 'M8.3 8.6 Q8.4 5.9 11 5.9 Q13.7 5.9 13.7 8.4 Q13.7 10 12.2 10.8 Q11 11.4 11 13 M11 16 L11 16.1',
  },
  say: { ...pink, label: 'speaks in a room', icon: 'M5.5 6 H16.5 V13 H11.6 L8.4 16.2 V13 H5.5 Z' },
  wait_for: {
    ...pink,
    label: 'waits for an event',
    icon: 'M7 14 V10 Q7 6 11 6 Q15 6 15 10 V14 M5.6 14 H16.4 M10 16.8 H12',
  },
  wait: {
    ...slate,
    label: 'waits',
    icon: 'M16.4 11 A5.4 5.4 0 1 1 5.6 11 A5.4 5.4 0 1 1 16.4 11 M11 7.8 V11 L13.2 12.6',
  },
  value: { ...slate, label: 'works a value out', icon: 'M6.5 9 H15.5 M6.5 13 H15.5' },
  loop: { ...indigo, label: 'runs another loop', icon: 'M5.5 5.5 H13 V13 H5.5 Z M9 16.5 H16.5 V9' },
  if: { ...dark, label: 'branches', icon: 'M11 4.8 L17.2 11 L11 17.2 L4.8 11 Z' },
  for: {
    ...dark,
    label: 'for each item',
    icon: 'M9 6.5 H16.5 M9 11 H16.5 M9 15.5 H16.5 M5.8 6.5 H6 M5.8 11 H6 M5.8 15.5 H6',
  },
  repeat: { ...dark, label: 'repeats', icon: 'M15.8 8 A5.6 5.6 0 1 0 16.4 12.4 M16.4 5 V8.4 H13' },
  race: { ...dark, label: 'first one wins', icon: 'M6.5 17 V5.5 H15.5 L13.4 8.6 L15.5 11.7 H6.5' },
  fail: {
    colour: '#c81e1e',
    ground: '#fff5f5',
    label: 'ends the run as failed',
    icon: 'M7.4 7.4 L14.6 14.6 M14.6 7.4 L7.4 14.6',
  },
  return: { colour: '#15803d', ground: '#f3fbf5', label: 'ends the run well', icon: 'M6 11.4 L9.6 15 L16 7.6' },
};

import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const akari: MantineColorsTuple = [
  '#fff7e8',
  '#fdebc8',
  '#f9d898',
  '#f5c465',
  '#efae3b',
  '#d98f17',
  '#b8730b',
  '#955707',
  '#774507',
  '#573305',
];
const gray: MantineColorsTuple = [
  '#faf8f5',
  '#f4f1ec',
  '#e9e4dc',
  '#dbd4c9',
  '#c5bcae',
  '#a39a8b',
  '#7d7568',
  '#5f584d',
  '#433d35',
  '#2b2620',
];
const dark: MantineColorsTuple = [
  '#ece7df',
  '#d8d1c6',
  '#b8b0a3',
  '#8d8578',
  '#4a443b',
  '#3b362f',
  '#2c2823',
  '#221f1b',
  '#1a1815',
  '#13110f',
];

/** Mantine's own size for what stands below a small field's label is ten pixels. */
const readableHint = { description: { fontSize: 'var(--mantine-font-size-xs)' } } as const;

export const theme = createTheme({
  colors: { akari, gray, dark },
  primaryColor: 'akari',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  // The default takes the light scheme's contrast for both schemes.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    const isPrimary = input.variant === 'filled' && (input.color ?? 'akari') === 'akari';
    return isPrimary ? { ...colours, color: 'var(--mantine-primary-color-contrast)' } : colours;
  },
  black: '#2b2620',
  fontFamily: "'Akari Sans', sans-serif",
  fontFamilyMonospace: "'Akari Sans', ui-monospace, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontWeight: '700',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.35' },
      h2: { fontSize: '0.875rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' }, styles: readableHint },
    InputWrapper: { styles: readableHint },
    // Its header is no banner of the page.
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 0 },
        attributes: { header: { role: 'presentation' } },
      },
    },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Radio: { styles: readableHint },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Popover: { defaultProps: { transitionProps: { duration: 0 } } },
    SegmentedControl: {
      defaultProps: { size: 'xs', transitionDuration: 0, withItemsBorders: false, bg: 'var(--desk-well)' },
    },
    Table: { defaultProps: { fz: 'sm', verticalSpacing: 6, horizontalSpacing: 'xs' } },
    Text: { defaultProps: { fz: 'sm' } },
    Textarea: { defaultProps: { size: 'xs', autosize: true, minRows: 2, maxRows: 6 } },
    TextInput: { defaultProps: { size: 'xs' } },
  },
});

/** The desk's own colours: `--desk-*` on which the style sheets draw, each pair at 4.5:1 or more. */
export const deskColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#2b2620',
    '--mantine-color-dimmed': '#665e52',
    '--mantine-color-placeholder': '#746b5e',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#7a4806',
    '--desk-ground': '#f5f2ed',
    '--desk-surface': '#ffffff',
    '--desk-well': '#e9e4dc',
    '--desk-line': '#e2dcd2',
    '--desk-hover': '#faf3e6',
    '--desk-active': '#fdebc8',
    '--desk-mark': '#fbdf9f',
    '--desk-glow': '#d98f17',
    '--desk-demo': '#2f5d62',
    '--desk-demo-text': '#ffffff',
    '--desk-alarm': '#fbe9e7',
    '--desk-alarm-text': '#8c1d18',
    '--desk-warn': '#fdf0d3',
    '--desk-warn-text': '#6b4203',
    '--desk-good': '#e3f1e6',
    '--desk-good-text': '#1d5a30',
    '--desk-quiet': '#eeeae3',
    '--desk-quiet-text': '#544d43',
  },
  dark: {
    '--mantine-color-text': '#ece7df',
    '--mantine-color-dimmed': '#b3aa9c',
    '--mantine-color-placeholder': '#9d9485',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-anchor': '#f5c465',
    '--mantine-color-body': '#221f1b',
    '--desk-ground': '#171512',
    '--desk-surface': '#221f1b',
    '--desk-well': '#110f0d',
    '--desk-line': '#3a352e',
    '--desk-hover': '#2c2823',
    '--desk-active': '#46361a',
    '--desk-mark': '#6d4f12',
    '--desk-glow': '#efae3b',
    '--desk-demo': '#23494d',
    '--desk-demo-text': '#e4f3f4',
    '--desk-alarm': '#47201d',
    '--desk-alarm-text': '#ffb8b0',
    '--desk-warn': '#443314',
    '--desk-warn-text': '#f9d898',
    '--desk-good': '#1d3a26',
    '--desk-good-text': '#a9dcb6',
    '--desk-quiet': '#322e28',
    '--desk-quiet-text': '#cfc7ba',
  },
});

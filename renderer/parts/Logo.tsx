/** A lamp: the product's mark. */
export const Logo = ({ size = 22 }: { readonly size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="16" cy="12" r="8.5" fill="var(--desk-glow)" />
    <rect x="10.5" y="23" width="11" height="2.8" rx="1.4" fill="currentColor" />
    <rect x="12.5" y="27.4" width="7" height="2.4" rx="1.2" fill="currentColor" opacity="0.55" />
  </svg>
);

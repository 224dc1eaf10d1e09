/** Threads that are woven: what stands beside the name. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="8" fill="#4f46e5"/>
<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round">
<path d="M9 8v16M16 8v16M23 8v16" opacity=".55"/>
<path d="M6 12c4-4 6 4 10 0s6-4 10 0M6 20c4 4 6-4 10 0s6 4 10 0"/>
</g></svg>
`;

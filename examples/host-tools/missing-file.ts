/** Whether an error says that a file or folder is not there. Its class may come from another realm: the code tells. */
export function isMissingFile(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** Folders that hold what people uploaded, or pictures and the like: nothing in them should run. */
const dataFolder = /(?:^|\/)(?:uploads?|files|media|images?|img|avatars?|static|assets|tmp|cache)\//i;
const script = /\.(?:php\d?|phtml|phar|jspx?|aspx?|cgi|pl|py|sh)$/i;

/**
 * Whether a request was answered by a script that lies in a folder for data. There is no good reason for that; the
 * usual one is a web shell: a small program that runs whatever its query says.
 */
export function isScriptAmongData(request: { readonly path: string; readonly status: number }): boolean {
  return request.status >= 200 && request.status < 300 && dataFolder.test(request.path) && script.test(request.path);
}

/** The folder of a path with both slashes: `/uploads/` of `/uploads/thumb.php`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

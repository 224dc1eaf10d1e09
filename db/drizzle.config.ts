import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './db/tables.ts',
    './db/agent-tables.ts',
    './db/chat-tables.ts',
    './db/market-tables.ts',
    './db/quality-tables.ts',
    './db/standing-tables.ts',
    './db/workspace-tables.ts',
    './db/registry-tables.ts',
  ],
  out: './db/migrations',
});

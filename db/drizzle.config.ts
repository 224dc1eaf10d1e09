import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./db/tables.ts', './db/chat-tables.ts'],
  out: './db/migrations',
});

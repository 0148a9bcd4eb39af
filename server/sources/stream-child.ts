import { createPool } from '../postgres/client.ts'
import { applyStream } from './apply-stream.ts'

// Stores streamed messages in a process of its own, for tests that kill it: node stream-child.ts DATABASE

const pool = createPool(process.argv[2] ?? '')
await applyStream(pool, { clock: () => new Date('2026-03-03T12:00:00Z') })
await pool.end()

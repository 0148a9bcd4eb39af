import { createPool } from '../postgres/client.ts'
import { computeDates } from './compute-dates.ts'

// Computes days in a process of its own, for tests that kill it: node compute-child.ts DATABASE FIRST_DAY LAST_DAY

const [connectionString = '', firstDay = '', lastDay = ''] = process.argv.slice(2)
const pool = createPool(connectionString)
const context = { pool, connectionString, dataFolder: '', [Symbol.asyncDispose]: async () => {} }
const days = Array.from({ length: Number(lastDay) - Number(firstDay) + 1 }, (_, i) => Number(firstDay) + i)
await computeDates(context, days, { now: new Date('2026-11-21T12:00:00Z') })
await pool.end()

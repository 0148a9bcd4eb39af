import { getDay } from '../../core/time/day.ts'
import { createPool } from '../postgres/client.ts'
import { importFiles } from './import-files.ts'

// An import in a process of its own, for tests that kill it: node import-child.ts DATABASE DATA_FOLDER PATH DAY

const [connectionString = '', dataFolder = '', path = '', today = ''] = process.argv.slice(2)
const pool = createPool(connectionString)
const context = { pool, connectionString, dataFolder, [Symbol.asyncDispose]: async () => {} }
await importFiles(context, [path], { today: getDay(today), rowsPerTransaction: 250 })
await pool.end()

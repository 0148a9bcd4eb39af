// For tests: a server of its own process on a data folder, ended by SIGTERM as `perennial start` is.

import { openContext } from '../context.ts'
import { exitWithinMs, startServer } from '../main.ts'

const [dataFolder = '', port = ''] = process.argv.slice(2)
await using context = await openContext({ dataFolder })
const server = await startServer(context, { port: Number(port), host: '127.0.0.1', onNote: () => {} })
process.stdout.write('ready\n')
await new Promise<void>(resolve => process.once('SIGTERM', () => resolve()))
await server.end()
setTimeout(() => process.exit(0), exitWithinMs).unref()

import { Worker } from 'node:worker_threads'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import type { ThreadData, ThreadMessage, ThreadTask, ThreadTasks } from './thread-task.ts'

export interface ThreadOptions {
	/** Ends the thread at once; what it had not stored is gone. */
	signal?: AbortSignal
	onProgress?: (progress: { doing: string; share: number | null }) => void
}

/** Runs a task in a thread with connections of its own. Throws what the task threw, and where it was stopped. */
export function runInThread<Task extends ThreadTask>(
	context: Pick<Context, 'connectionString' | 'dataFolder'>,
	task: Task,
	input: ThreadTasks[Task]['input'],
	options: ThreadOptions = {},
): Promise<ThreadTasks[Task]['output']> {
	const { connectionString, dataFolder } = context
	const workerData: ThreadData<Task> = { connectionString, dataFolder, task, input }
	return new Promise((resolve, reject) => {
		const { signal } = options
		if (signal?.aborted) return reject(stopped(task))
		const thread = new Worker(new URL('./worker.ts', import.meta.url), { workerData })
		const stop = () => {
			reject(stopped(task))
			void thread.terminate()
		}
		signal?.addEventListener('abort', stop, { once: true })
		thread.on('message', (message: ThreadMessage) => {
			if (message.kind === 'progress') options.onProgress?.(message)
			// A thread says what its task promises: both sides are typed by the same table.
			else if (message.kind === 'done') resolve(message.output as ThreadTasks[Task]['output'])
			else reject(new Problem(message.code, message.message, message.fix))
		})
		thread.on('error', reject)
		thread.on('exit', code => {
			signal?.removeEventListener('abort', stop)
			reject(new Error(`the thread of ${task} ended with ${code} before it was done`))
		})
	})
}

function stopped(task: ThreadTask): Problem {
	return new Problem('stopped', `The work was stopped (${task}).`)
}

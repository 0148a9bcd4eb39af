import { SingleBar } from 'cli-progress'

/** How far a piece of work is. */
export interface ProgressState {
	/** What is being worked on: a file, a date. */
	doing: string
	/** Rows, accounts, dates … done so far. */
	done: number
	/** Share of the whole that is done, 0–1; null where it cannot be said. */
	share: number | null
}

export interface Progress {
	update(state: ProgressState): void
	/** A sentence of its own, without disturbing the bar. */
	note(text: string): void
	end(): void
}

export interface ProgressOptions {
	/** What `done` counts, in the plural. */
	unit: string
	stream?: NodeJS.WritableStream & { isTTY?: boolean }
	clock?: () => number
}

const linesEveryMs = 3_000
const barSteps = 1_000

/** Shows progress on stderr: a bar with rate and time left on a terminal, a plain line every few seconds elsewhere. */
export function startProgress(options: ProgressOptions): Progress {
	const stream = options.stream ?? process.stderr
	const clock = options.clock ?? Date.now
	return stream.isTTY ? startBar(stream, options.unit, clock) : startLines(stream, options.unit, clock)
}

/** Milliseconds since the present piece of work began: one whose count starts anew is another piece. */
function timePieces(clock: () => number): (state: ProgressState) => number {
	let startedMs = clock()
	let last = 0
	return ({ done }) => {
		if (done < last) startedMs = clock()
		last = done
		return clock() - startedMs
	}
}

function startBar(stream: NodeJS.WritableStream, unit: string, clock: () => number): Progress {
	const elapsedMs = timePieces(clock)
	const bar = new SingleBar({
		stream,
		format: '{bar} {percentage} % · {figures} · {doing}',
		barCompleteChar: '█',
		barIncompleteChar: '░',
		barsize: 24,
		hideCursor: true,
		clearOnComplete: true,
		fps: 5,
		linewrap: false,
	})
	let isShown = false
	return {
		update(state) {
			const payload = { figures: showFigures(state, unit, elapsedMs(state)), doing: state.doing }
			const value = Math.floor((state.share ?? 0) * barSteps)
			if (isShown) bar.update(value, payload)
			else bar.start(barSteps, value, payload)
			isShown = true
		},
		note(text) {
			if (isShown) bar.stop()
			isShown = false
			stream.write(`${text}\n`)
		},
		end() {
			if (isShown) bar.stop()
			isShown = false
		},
	}
}

function startLines(stream: NodeJS.WritableStream, unit: string, clock: () => number): Progress {
	const elapsedMs = timePieces(clock)
	let shownMs = clock()
	return {
		update(state) {
			const nowMs = clock()
			const pieceMs = elapsedMs(state)
			if (nowMs - shownMs < linesEveryMs) return
			shownMs = nowMs
			stream.write(`${state.doing}: ${showFigures(state, unit, pieceMs)}\n`)
		},
		note(text) {
			stream.write(`${text}\n`)
		},
		end() {},
	}
}

/** `120,000 rows · 40,000 rows/s · 12 s left`. Time left is left out where the share is not known. */
export function showFigures({ done, share }: ProgressState, unit: string, elapsedMs: number): string {
	const figures = [`${done.toLocaleString('en-US')} ${unit}`]
	const seconds = elapsedMs / 1000
	if (seconds >= 1) figures.push(`${Math.round(done / seconds).toLocaleString('en-US')} ${unit}/s`)
	if (seconds >= 1 && share !== null && share > 0.01) {
		figures.push(`${showDuration((seconds * (1 - share)) / share)} left`)
	}
	return figures.join(' · ')
}

function showDuration(seconds: number): string {
	if (seconds < 90) return `${Math.round(seconds)} s`
	const minutes = Math.round(seconds / 60)
	return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

import type { Readable } from 'node:stream'

const newLine = 10

/**
 * The lines of a COPY … TO STDOUT in text format, still escaped, as many at once as arrive at once: waiting for each
 * by itself costs more than reading it. Ending the iteration early reads the rest away, so that the connection can be
 * used again.
 */
export async function* readCopyLines(stream: Readable): AsyncGenerator<string[]> {
	let rest: Buffer = Buffer.alloc(0)
	let isDone = false
	try {
		for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
			const end = chunk.lastIndexOf(newLine)
			if (end < 0) {
				rest = Buffer.concat([rest, chunk])
				continue
			}
			const head = chunk.subarray(0, end)
			const text = (rest.length > 0 ? Buffer.concat([rest, head]) : head).toString('utf8')
			rest = chunk.subarray(end + 1)
			yield text.split('\n')
		}
		isDone = true
	} finally {
		if (!isDone && !stream.errored) for await (const _ of stream);
	}
}

const escaped: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** One field of such a line as it was stored. */
export function unescapeCopyText(text: string): string {
	return text.includes('\\')
		? text.replace(/\\(.)/gs, (_, letter: string) => escaped[letter] ?? letter)
		: text
}

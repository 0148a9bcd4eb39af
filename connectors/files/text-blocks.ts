import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FileProblem } from './file-problem.ts'

/** Whole lines of a file as text. */
export interface TextBlock {
	/** Ends with a line feed, but for the last block of a file that does not. */
	text: string
	/** Numbers of those of its lines, counted from 0 within the block, that are not UTF-8. */
	brokenLines: Set<number>
}

const lineFeed = 10
const replacementDecoder = new TextDecoder('utf-8')

/** Streams a text file, gzip unpacked, in blocks of whole lines, without a byte order mark. */
export async function* readTextBlocks(path: string): AsyncIterable<TextBlock> {
	for await (const bytes of readByteBlocks(path)) yield decodeBlock(bytes)
}

/** The same as bytes: whole lines, the last block of a file that does not end with a line feed excepted. */
export async function* readByteBlocks(path: string): AsyncIterable<Buffer> {
	const gzipped = await isGzip(path)
	const file = createReadStream(path, { highWaterMark: 1 << 20 })
	const stream: Readable = gzipped ? file.pipe(createGunzip({ chunkSize: 1 << 20 })) : file
	file.on('error', error => stream.destroy(error))
	let rest: Buffer[] = []
	let isFirst = true
	try {
		for await (const chunk of stream) {
			if (!Buffer.isBuffer(chunk)) continue
			const bytes = isFirst ? withoutMark(chunk, path) : chunk
			isFirst = false
			const end = bytes.lastIndexOf(lineFeed) + 1
			if (end === 0) {
				rest.push(bytes)
				continue
			}
			yield rest.length === 0 ? bytes.subarray(0, end) : Buffer.concat([...rest, bytes.subarray(0, end)])
			rest = end < bytes.length ? [bytes.subarray(end)] : []
		}
	} catch (error) {
		throw readingProblem(path, gzipped, error)
	} finally {
		file.destroy()
	}
	const last = Buffer.concat(rest)
	if (last.length > 0) yield last
}

function readingProblem(path: string, gzipped: boolean, error: unknown): Error {
	if (error instanceof FileProblem) return error
	const why = error instanceof Error ? error.message : String(error)
	return gzipped
		? new FileProblem(
				`${path} could not be unpacked: ${why}`,
				'Make the gzip file again: it is cut off or damaged.',
			)
		: new FileProblem(`${path} could not be read: ${why}`)
}

export async function isGzip(path: string): Promise<boolean> {
	const file = await open(path, 'r')
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
		return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
	} finally {
		await file.close()
	}
}

function withoutMark(bytes: Buffer, path: string): Buffer {
	if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3)
	if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
		throw new FileProblem(`${path} is UTF-16, expected UTF-8`, 'Save it again as "CSV UTF-8".')
	}
	return bytes
}

/** Whole lines as text. */
export function decodeBlock(bytes: Buffer): TextBlock {
	if (isUtf8(bytes)) return { text: bytes.toString('utf8'), brokenLines: new Set() }
	const brokenLines = new Set<number>()
	const lines: string[] = []
	for (let start = 0, line = 0; start < bytes.length; line++) {
		const feed = bytes.indexOf(lineFeed, start)
		const end = feed < 0 ? bytes.length : feed + 1
		const part = bytes.subarray(start, end)
		if (!isUtf8(part)) brokenLines.add(line)
		lines.push(replacementDecoder.decode(part))
		start = end
	}
	return { text: lines.join(''), brokenLines }
}

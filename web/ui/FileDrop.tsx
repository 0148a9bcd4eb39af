import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from './Button.tsx'
import { classNames } from './class-names.ts'

function listEntries(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader()
	return new Promise((resolve, reject) => {
		const found: FileSystemEntry[] = []
		// A reader gives some at a time, and none when it is done.
		const next = () =>
			reader.readEntries(entries => {
				if (entries.length === 0) resolve(found)
				else {
					found.push(...entries)
					next()
				}
			}, reject)
		next()
	})
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
	if (entry instanceof FileSystemFileEntry) {
		return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
	}
	if (!(entry instanceof FileSystemDirectoryEntry)) return []
	const inside = await Promise.all((await listEntries(entry)).map(filesOf))
	return inside.flat().filter(file => !file.name.startsWith('.'))
}

/** Files, and those in folders, that were dropped. */
async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
	const plain = [...transfer.files]
	// Entries are gone once the event is over, so they are taken before anything is awaited.
	const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry?.() ?? [])
	if (entries.length === 0) return plain
	return (await Promise.all(entries.map(filesOf))).flat()
}

/** A place to drop files on; the same by a button. */
export function FileDrop({
	label,
	hint,
	accept,
	onFiles,
}: {
	label: string
	hint?: ReactNode
	accept?: string
	onFiles: (files: File[]) => void
}) {
	const inputRef = useRef<HTMLInputElement>(null)
	const [isOver, setOver] = useState(false)
	async function drop(event: DragEvent) {
		event.preventDefault()
		setOver(false)
		const files = await droppedFiles(event.dataTransfer)
		if (files.length > 0) onFiles(files)
	}
	return (
		<section
			aria-label={label}
			onDragOver={event => {
				event.preventDefault()
				setOver(true)
			}}
			onDragLeave={() => setOver(false)}
			onDrop={drop}
			className={classNames(
				'flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-dashed px-4 py-4 text-13 transition-colors duration-120',
				isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
			)}
		>
			<Upload size={18} aria-hidden="true" className="text-second" />
			<div className="min-w-48 flex-1">
				<p className="font-medium">{label}</p>
				{hint && <p className="text-12 text-second">{hint}</p>}
			</div>
			<Button onClick={() => inputRef.current?.click()}>Choose files</Button>
			<input
				ref={inputRef}
				type="file"
				multiple
				hidden
				accept={accept}
				onChange={event => {
					const files = [...(event.target.files ?? [])]
					event.target.value = ''
					if (files.length > 0) onFiles(files)
				}}
			/>
		</section>
	)
}

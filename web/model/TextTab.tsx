import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { saveFile } from '../accounts/save-file.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { draftOfText, setDraft, useDraft } from './draft-store.ts'
import type { ModelVersion } from './use-model.ts'

/** Where a line and column (both from 1) stand in a text. */
export function offsetOf(text: string, line: number, column: number): number {
	const lines = text.split('\n')
	const before = lines.slice(0, line - 1).reduce((sum, entry) => sum + entry.length + 1, 0)
	return Math.min(before + column - 1, text.length)
}

/** The model as it is kept in files: edited as text, with every problem at its line. */
export function TextTab({ version }: { version: ModelVersion }) {
	const draft = useDraft()
	const may = useMay()
	const areaRef = useRef<HTMLTextAreaElement>(null)
	// What is typed shows at once; it is read as a model when the typing pauses.
	const [typed, setTyped] = useState<string>()
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
	const text = typed ?? draft?.text ?? version.yaml
	const problems = draft?.problems ?? []
	function edit(next: string) {
		setTyped(next)
		clearTimeout(timer.current)
		timer.current = setTimeout(() => {
			setDraft(next === version.yaml ? undefined : draftOfText(draft?.baseVersion ?? version.version, next))
			setTyped(undefined)
		}, 400)
	}
	function goTo(line: number, column: number) {
		const area = areaRef.current
		if (!area) return
		const at = offsetOf(text, line, column)
		area.focus({ preventScroll: true })
		area.setSelectionRange(at, at)
		const lineHeight = area.scrollHeight / Math.max(1, text.split('\n').length)
		area.scrollTop = Math.max(0, (line - 6) * lineHeight)
	}
	return (
		<Section
			title="As YAML"
			facts="The same as perennial model export; perennial model apply takes it too"
			controls={
				<Button
					icon={<Download size={14} />}
					onClick={() => saveFile('operating-model.yaml', text, 'application/yaml')}
				>
					Download
				</Button>
			}
		>
			<div className="flex flex-wrap gap-6">
				<TextArea
					label="Operating model as YAML"
					isLabelHidden
					className="min-w-72 flex-1 [&_textarea]:h-[calc(100dvh-280px)] [&_textarea]:min-h-80"
					isCode
					areaRef={areaRef}
					rows={36}
					wrap="off"
					spellCheck={false}
					readOnly={!may('model.change')}
					value={text}
					onChange={edit}
				/>
				{problems.length > 0 && (
					<section
						aria-label="Problems"
						aria-live="polite"
						className="sticky top-0 w-80 self-start max-md:static max-md:order-first max-md:w-full"
					>
						<h3 className="mb-1 font-medium text-13">{formatCount(problems.length, 'problem')}</h3>
						<ul className="flex flex-col">
							{problems.map(({ line, column, path, message }) => (
								<li key={`${line}:${column} ${message}`} className="border-t py-1.5 text-13">
									<button
										type="button"
										className="block text-left text-alarm hover:underline"
										onClick={() => goTo(line, column)}
									>
										{message}
									</button>
									<span className="break-all text-12 text-second">
										line {line}, column {column}
										{path && ` · ${path}`}
									</span>
								</li>
							))}
						</ul>
					</section>
				)}
			</div>
		</Section>
	)
}

import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { parse, stringify } from 'yaml'
import { PlaybookDefinition } from '../../core/model/playbook.ts'
import { saveFile } from '../accounts/save-file.ts'
import { Button } from '../ui/Button.tsx'
import { Section } from '../ui/Section.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { usePlaybookEditor } from './playbook-editor.ts'
import type { PlaybookDraft } from './step-tree.ts'

/** Text → playbook; a problem in words where it is none. */
export function readPlaybook(text: string, id: string): { draft: PlaybookDraft } | { problem: string } {
	try {
		const shaped = PlaybookDefinition.safeParse(parse(text))
		if (!shaped.success) {
			const [issue] = shaped.error.issues
			return {
				problem: issue ? `${issue.path.join('.') || 'playbook'}: ${issue.message}` : 'It is no playbook.',
			}
		}
		if (shaped.data.id !== id) return { problem: `id: a playbook keeps its id, "${id}".` }
		return { draft: shaped.data }
	} catch (error) {
		return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
	}
}

function print(draft: PlaybookDraft): string {
	return stringify(draft, { lineWidth: 100 })
}

/** The playbook as text, as the model's file has it. */
export function YamlTab() {
	const { draft, isReadOnly, change } = usePlaybookEditor()
	// What is typed shows at once; it is read as a playbook when the typing pauses.
	const [typed, setTyped] = useState<string>()
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
	const [problem, setProblem] = useState<string>()
	const text = typed ?? print(draft)
	function edit(next: string) {
		setTyped(next)
		clearTimeout(timer.current)
		timer.current = setTimeout(() => {
			const read = readPlaybook(next, draft.id)
			setProblem('problem' in read ? read.problem : undefined)
			if ('draft' in read) change(() => ({ ...read.draft, enabled: draft.enabled }))
		}, 400)
	}
	return (
		<Section
			title="As YAML"
			facts="As the operating model has it under playbooks"
			controls={
				<Button
					icon={<Download size={14} />}
					onClick={() => saveFile(`${draft.id}.yaml`, text, 'application/yaml')}
				>
					Download
				</Button>
			}
		>
			<TextArea
				label="Playbook as YAML"
				isLabelHidden
				isCode
				className="max-w-4xl [&_textarea]:h-[calc(100dvh-320px)] [&_textarea]:min-h-80"
				wrap="off"
				spellCheck={false}
				readOnly={isReadOnly}
				value={text}
				problem={problem}
				hint={typed === undefined ? undefined : 'Goes into the draft as soon as it is a playbook.'}
				onChange={edit}
			/>
		</Section>
	)
}

import { renderTemplate } from '../../core/delivery/render-template.ts'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { useSentence } from '../model/ConditionField.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { roleWords, stepWords } from './playbook-words.ts'
import { StepIcon } from './StepIcon.tsx'
import { sayDraftStep } from './StepList.tsx'
import type { TextSample } from './sample-fields.ts'
import { allSteps, type PlaybookDraft } from './step-tree.ts'
import type { Preview } from './use-playbooks.ts'

/** The steps as they would be for one account: texts filled in, dates by its owner's calendar. */
export function StepPreview({
	draft,
	steps,
	sample,
}: {
	draft: PlaybookDraft
	steps: Preview['steps']
	sample: TextSample
}) {
	const today = useToday()
	const nameOf = useOwnerName()
	const say = useSentence()
	const byId = new Map(allSteps(draft.steps).map(step => [step.id, step]))
	if (steps.length === 0)
		return <EmptyState sentence="Nothing can be shown for this account: it was not computed yet." />
	return (
		<ol className="flex max-w-3xl flex-col text-13">
			{steps.map(entry => {
				const step = byId.get(entry.id)
				if (!step) return null
				const role = step.kind === 'branch' ? undefined : (step.owner ?? draft.owner)
				return (
					<li
						key={entry.id}
						className="grid grid-cols-[16px_1fr_auto] gap-x-3 border-t py-2"
						style={{ marginLeft: entry.depth * 20 }}
					>
						<span className="mt-0.5 text-second">
							<StepIcon kind={step.kind} />
						</span>
						<div className="min-w-0">
							<FilledText text={sayDraftStep(step, say, asWritten)} sample={sample} />
							<FilledBody step={step} sample={sample} />
							{(step.kind === 'task' || step.kind === 'approval') && role && (
								<p className="text-12 text-second">
									{roleWords[role]}
									{role === 'csm' && entry.owner_email && ` · ${nameOf(entry.owner_email)}`}
								</p>
							)}
						</div>
						<span className="text-12 text-second">
							{entry.due_on ? (
								<DayText value={entry.due_on} today={today} />
							) : (
								stepWords[step.kind].toLowerCase()
							)}
						</span>
					</li>
				)
			})}
		</ol>
	)
}

const asWritten = (text: string) => text

function FilledText({ text, sample }: { text: string; sample: TextSample }) {
	const rendered = renderTemplate(text, { ...sample.fields })
	if ('text' in rendered) return <p className="break-words font-medium">{rendered.text}</p>
	return (
		<>
			<p className="break-words font-medium">{text}</p>
			<p className="text-12 text-watch">It would stop here: {rendered.problem}</p>
		</>
	)
}

function FilledBody({ step, sample }: { step: PlaybookStep; sample: TextSample }) {
	const body = 'body' in step ? step.body : undefined
	if (!body) return null
	const rendered = renderTemplate(body, { ...sample.fields })
	return 'text' in rendered ? (
		<p className="mt-1 whitespace-pre-wrap break-words border-l-2 pl-3 text-second">{rendered.text}</p>
	) : (
		<p className="mt-1 text-12 text-watch">It would not be sent: {rendered.problem}</p>
	)
}

import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { HowText } from './HowText.tsx'
import { roleWords, stepWords } from './playbook-words.ts'
import { StepIcon } from './StepIcon.tsx'
import { allSteps, type PlaybookDraft } from './step-tree.ts'
import type { Preview } from './use-playbooks.ts'
import { useStepWords } from './use-step-words.ts'

type PreviewStep = Preview['steps'][number]

/** The steps as they would be for one account: words, people and days as the server would make them in a run. */
export function StepPreview({ draft, steps }: { draft: PlaybookDraft; steps: Preview['steps'] }) {
	const today = useToday()
	const say = useSayWords()
	const byId = new Map(allSteps(draft.steps).map(step => [step.id, step]))
	if (steps.length === 0)
		return <EmptyState sentence="Nothing can be shown for this account: it was not computed yet." />
	return (
		<ol className="flex max-w-3xl flex-col text-13">
			{steps.map(entry => {
				const step = byId.get(entry.id)
				if (!step) return null
				const hasTitle = step.kind === 'task' || step.kind === 'approval'
				const role = step.kind === 'branch' ? draft.owner : (step.owner ?? draft.owner)
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
							<p className="break-words font-medium">
								{hasTitle && entry.problem === null ? (
									entry.text
								) : (
									<StepTitle step={step} subject={entry.subject} />
								)}
							</p>
							{entry.recipient !== null && step.kind !== 'webhook' && (
								<Recipient entry={entry} isCustomer={'to' in step && 'contact' in step.to} />
							)}
							{entry.problem !== null && (
								<p className="text-12 text-watch">The run would stop here: {say(entry.problem)}</p>
							)}
							{entry.recipient !== null && step.kind !== 'webhook' && (
								<p className="mt-1 whitespace-pre-wrap break-words border-l-2 pl-3 text-second">
									{entry.text}
								</p>
							)}
							{hasTitle && <Owner entry={entry} role={roleWords[role]} />}
							{entry.how && (
								<p className="text-12 text-second">
									<HowText text={entry.how} />
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

function StepTitle({ step, subject }: { step: PlaybookStep; subject: string | null }) {
	const words = useStepWords(step, asWritten)
	return subject ?? words
}

function Recipient({ entry, isCustomer }: { entry: PreviewStep; isCustomer: boolean }) {
	return (
		<p className="text-12 text-second">
			To {entry.recipient}
			{entry.approval === 'needed' && ' · waits for approval'}
			{isCustomer && entry.approval === 'not_needed' && ' · goes out without approval'}
		</p>
	)
}

function Owner({ entry, role }: { entry: PreviewStep; role: string }) {
	const nameOf = useOwnerName()
	return (
		<p className="text-12 text-second">
			{role} · {nameOf(entry.owner_email) ?? entry.owner_email ?? 'nobody: it would have no owner'}
		</p>
	)
}

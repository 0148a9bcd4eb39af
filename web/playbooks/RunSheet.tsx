import { Link } from '@tanstack/react-router'
import { getRun } from '../../api/playbook-runs.ts'
import { useSentence } from '../model/ConditionField.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { HowText } from './HowText.tsx'
import { isOpenRun, outcomeWords, roleWords, sayNote, sayRunText, stepWords } from './playbook-words.ts'
import { RunActions } from './RunActions.tsx'
import { RunMessages } from './RunMessages.tsx'
import { RunState } from './RunsTab.tsx'
import type { RunRecord } from './use-playbooks.ts'

/** One run: what happened, where it stands, what comes next and why, and what a person can do about it. */
export function RunSheet({
	accountId,
	runId,
	onClose,
}: {
	accountId: string | undefined
	runId: string | undefined
	onClose: () => void
}) {
	const isOpen = accountId !== undefined && runId !== undefined
	const found = useCall(
		getRun,
		{ params: { id: accountId ?? '-', run_id: runId ?? '-' } },
		{ enabled: isOpen },
	)
	const run = isOpen ? found.data : undefined
	const may = useMay()
	const say = useSayWords()
	return (
		<Sheet
			isOpen={isOpen}
			onClose={onClose}
			title={run ? `${run.playbook_name}: ${run.account_name ?? run.account_id}` : 'Run'}
			description={run && say(run.reason)}
		>
			{found.error && !run && (
				<FailedState
					what="The run could not be read"
					why={sayProblem(found.error)}
					onRetry={() => found.refetch()}
				/>
			)}
			{!run && !found.error && <SkeletonRows count={5} label="Loading the run" />}
			{run && (
				<div className="flex flex-col gap-6 pb-6">
					<RunFacts run={run} />
					{isOpenRun(run) && <Next run={run} />}
					{isOpenRun(run) && may('playbooks.change') && (
						<RunActions key={`${run.id} ${run.state} ${run.step?.id}`} run={run} />
					)}
					<RunMessages run={run} />
					<Happened run={run} />
				</div>
			)}
		</Sheet>
	)
}

function RunFacts({ run }: { run: RunRecord }) {
	const say = useSayWords()
	const today = useToday()
	const nameOf = useOwnerName()
	return (
		<div className="flex flex-col gap-3">
			<KeyValueList
				entries={[
					{ key: 'State', value: <RunState run={run} /> },
					{ key: 'Owner', value: nameOf(run.owner_email) ?? `nobody (${roleWords[run.owner_role]})` },
					{ key: 'Started', value: <DayText value={run.started_on} today={today} withRelative /> },
					...(run.ended_on
						? [{ key: 'Ended', value: <DayText value={run.ended_on} today={today} withRelative /> }]
						: []),
					...(run.note ? [{ key: 'Note', value: say(sayNote(run.note)) }] : []),
					{ key: 'Follows', value: `the playbook of model version ${run.model_version}` },
					...(run.depth > 1 ? [{ key: 'Started by', value: `another run, ${run.depth} in a row` }] : []),
				]}
			/>
			<p className="flex flex-wrap gap-4 text-13">
				<Link to="/accounts/$id" params={{ id: run.account_id }} className={linkClass}>
					Open the account
				</Link>
				<Link to="/playbooks/$id" params={{ id: run.playbook_id }} className={linkClass}>
					Open the playbook
				</Link>
			</p>
		</div>
	)
}

/** What has to happen before the run goes on. */
function sayWaitsFor({ state, step, note }: RunRecord): string {
	if (state === 'paused') return 'It stands still until somebody resumes it.'
	if (state === 'failed')
		return `It could not be done${note ? `: ${note}` : ''}. Leave the step out, or cancel the run.`
	switch (step?.kind) {
		case 'task':
			return 'It goes on when its task is done or dismissed.'
		case 'approval':
			return 'It goes on when somebody approves or refuses.'
		case 'wait':
			return 'It goes on by itself when that is true or the time is over.'
		case 'email':
		case 'slack':
		case 'survey':
		case 'calendar':
		case 'webhook':
			return 'It goes on when the message was sent or refused: see under Messages where that is.'
		default:
			return 'It goes on by itself.'
	}
}

/** Started by hand although its goal was reached, or its end had come. */
function sayAlreadySo(ends: RunRecord['guide']['already_so']): string {
	const what = ends
		.map(end => (end === 'done' ? 'Its goal was reached' : 'What ends it was so'))
		.join(', and ')
	return `${what} already when it was started: that ends it only once it has been otherwise.`
}

function Next({ run }: { run: RunRecord }) {
	const say = useSayWords()
	const today = useToday()
	const sayCondition = useSentence()
	const withWords = ({ says, condition }: { says: string; condition: string | null }) =>
		condition === null ? says : says.replace(condition, sayCondition(condition) ?? condition)
	if (!run.step) return null
	return (
		<Section title="Now and next">
			<ol className="flex flex-col text-13">
				<li className="border-t py-2">
					<p className="font-medium">
						{sayRunText(withWords({ says: run.step.says, condition: run.guide.condition }), run)}
					</p>
					{run.guide.how && (
						<p>
							<HowText text={run.guide.how} />
						</p>
					)}
					{run.guide.done_when && <p className="text-second">Done when: {run.guide.done_when}</p>}
					{run.guide.already_so.length > 0 && (
						<p className="text-second">{sayAlreadySo(run.guide.already_so)}</p>
					)}
					<p className="text-second">
						Since <DayText value={run.step.since} today={today} />
						{run.step.until && (
							<>
								, until <DayText value={run.step.until} today={today} withRelative /> at most
							</>
						)}
						. {say(sayWaitsFor(run))}
					</p>
				</li>
				{run.guide.ahead.map((step, index) => (
					<li key={step.id} className="border-t py-2">
						<span className="text-second">{index === 0 ? 'Then: ' : 'After that: '}</span>
						{sayRunText(withWords(step), run)}
					</li>
				))}
				{run.guide.ahead.length === 0 && (
					<li className="border-t py-2 text-second">Then nothing more; the run is done.</li>
				)}
			</ol>
		</Section>
	)
}

function Happened({ run }: { run: RunRecord }) {
	const say = useSayWords()
	const today = useToday()
	return (
		<Section title="What happened">
			{run.steps.length === 0 && <p className="text-13 text-second">It has come to no step yet.</p>}
			<ol className="flex flex-col text-13">
				{run.steps.map(step => (
					<li key={step.id} className="grid grid-cols-[64px_1fr] gap-x-3 border-t py-2">
						<span className="text-second">
							<DayText value={step.entered_on} today={today} />
						</span>
						<div className="min-w-0">
							<p className="break-words">{sayRunText(step.says, run)}</p>
							<p className="text-12 text-second">
								{stepWords[kindOf(step.kind)]} · {outcomeWords[step.outcome]}
								{step.settled_on && step.settled_on !== step.entered_on && (
									<>
										{' '}
										<DayText value={step.settled_on} today={today} />
									</>
								)}
								{step.note && ` · ${say(sayNote(step.note))}`}
							</p>
						</div>
					</li>
				))}
			</ol>
		</Section>
	)
}

function kindOf(kind: string): keyof typeof stepWords {
	return isKind(kind) ? kind : 'task'
}

function isKind(kind: string): kind is keyof typeof stepWords {
	return kind in stepWords
}

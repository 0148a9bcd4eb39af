import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { questionTexts } from '../../core/renewals/question-texts.ts'
import { spell } from '../accounts/spell.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatLongDate, formatRelative } from '../ui/format-day.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { CloseDialog, type Closing } from './CloseDialog.tsx'
import { PostMortemSection } from './PostMortemSection.tsx'
import { RenewalCalls } from './RenewalCalls.tsx'
import { RenewalForm } from './RenewalForm.tsx'
import { RenewalHistory } from './RenewalHistory.tsx'
import { RenewalReasons } from './RenewalReasons.tsx'
import { RenewalSteps } from './RenewalSteps.tsx'
import { ReopenDialog } from './ReopenDialog.tsx'
import { stageNames } from './renewal-words.ts'
import { splitRenewalId, useRenewal, type WholeRenewal } from './use-renewals.ts'

type Entry = WholeRenewal['renewal']

const resultNames = {
	renewal: 'Renewal',
	expansion: 'Renewal with expansion',
	contraction: 'Renewal with contraction',
	churn: 'Churn',
} as const

function Facts({ entry, today }: { entry: Entry; today: string }) {
	return (
		<div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-13">
			<Link to="/accounts/$id" params={{ id: entry.account_id }} className={linkClass}>
				Open the account
			</Link>
			<BandMark level={entry.level} name={entry.band ? spell(entry.band) : 'Unknown'} />
			<Badge>{stageNames[entry.stage]}</Badge>
			{entry.result && (
				<span>
					{resultNames[entry.result]}, <Money value={entry.final_amount} currency={entry.currency} isWhole />{' '}
					on <DayText value={entry.closed_on} today={today} />
				</span>
			)}
			<span>
				Target <Money value={entry.target_amount} currency={entry.currency} isWhole />
			</span>
			{entry.auto_renews && <span className="text-second">renews by itself</span>}
			{entry.notice_on && (
				<span className="text-second">
					notice until <DayText value={entry.notice_on} today={today} />
				</span>
			)}
		</div>
	)
}

/** What has to be answered before the numbers can be trusted. */
function Questions({
	entry,
	mayChange,
	onClosing,
}: {
	entry: Entry
	mayChange: boolean
	onClosing: (outcome: Closing['outcome']) => void
}) {
	if (entry.questions.length === 0) return null
	return (
		<ul aria-label="To be answered" className="flex flex-col gap-2">
			{entry.questions.map(question => (
				<li
					key={question}
					className="flex flex-wrap items-center gap-2 rounded-md bg-watch-soft px-3 py-2 text-13 text-watch"
				>
					<span className="min-w-48 flex-1">{questionTexts[question]}</span>
					{question === 'no_outcome' && mayChange && entry.outcome === null && (
						<>
							<Button onClick={() => onClosing('renewed')}>It renewed</Button>
							<Button onClick={() => onClosing('churned')}>It churned</Button>
						</>
					)}
				</li>
			))}
		</ul>
	)
}

function Lines({ entry }: { entry: Entry }) {
	return (
		<Section title="Contract lines">
			<SimpleTable
				label="Lines of the contract"
				rows={entry.lines}
				rowKey={line => line.id}
				columns={[
					{ header: 'Product', cell: line => line.product },
					{
						header: 'ARR',
						align: 'right',
						cell: line => <Money value={line.arr} currency={entry.currency} />,
					},
				]}
			/>
		</Section>
	)
}

/** One renewal whole: steps, calls, amounts, reasons, outcome and everything that was changed. */
export function RenewalSheet({
	id,
	mayChange,
	onClose,
}: {
	id: string
	mayChange: boolean
	onClose: () => void
}) {
	const today = useToday()
	const renewal = useRenewal(id)
	const [closing, setClosing] = useState<Closing['outcome'] | 'reopen'>()
	const { data, error } = renewal
	const entry = data?.renewal
	const ref = splitRenewalId(id)
	const isMissing = !ref || (error instanceof ApiProblem && error.status === 404)
	const day = entry?.renewal_on ?? ref?.renewal_on
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={entry?.account_name ?? ref?.id ?? 'No such renewal'}
			description={day && `Renewal on ${formatLongDate(day)}, ${formatRelative(day, today)}`}
			actions={
				mayChange &&
				entry &&
				(entry.outcome === null ? (
					<>
						<Button onClick={() => setClosing('churned')}>Close as churned</Button>
						<Button kind="primary" onClick={() => setClosing('renewed')}>
							Close as renewed
						</Button>
					</>
				) : (
					<Button onClick={() => setClosing('reopen')}>Open it again</Button>
				))
			}
		>
			{isMissing && (
				<p className="py-6 text-13 text-second">
					There is no renewal at this address. Its contract’s end may have been corrected.
				</p>
			)}
			{error && !isMissing && !data && (
				<FailedState what="The renewal could not be read" why={sayProblem(error)} onRetry={renewal.refetch} />
			)}
			{!data && !error && !isMissing && <SkeletonRows label="Loading the renewal" />}
			{data && entry && (
				<div className="flex flex-col gap-6 pb-6">
					<Facts entry={entry} today={today} />
					<Questions entry={entry} mayChange={mayChange} onClosing={setClosing} />
					<PostMortemSection whole={data} mayChange={mayChange} />
					<RenewalCalls entry={entry} calls={data.calls} today={today} mayChange={mayChange} />
					<RenewalForm key={`${entry.id} ${entry.outcome}`} entry={entry} mayChange={mayChange} />
					<RenewalSteps whole={data} today={today} />
					<RenewalReasons whole={data} />
					<Lines entry={entry} />
					<RenewalHistory entry={entry} changes={data.changes} />
				</div>
			)}
			{entry && closing === 'reopen' && <ReopenDialog entry={entry} onClose={() => setClosing(undefined)} />}
			{entry && closing && closing !== 'reopen' && (
				<CloseDialog entry={entry} outcome={closing} today={today} onClose={() => setClosing(undefined)} />
			)}
		</Sheet>
	)
}

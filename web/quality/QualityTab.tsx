import { Download } from 'lucide-react'
import { listMerges } from '../../api/account-edits.ts'
import { NoData } from '../data/NoData.tsx'
import { type Finding, useQuality } from '../data/use-data.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { FindingList, useFindingExport } from './FindingList.tsx'
import { MergeLines } from './MergeLines.tsx'
import { findRuleWords } from './rule-words.ts'

function capitalise(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Money a year that is in no figure, each currency by itself: nothing is converted. */
function OutsideMoney({ outside }: Pick<Finding, 'outside'>) {
	if (outside.length === 0) return <span className="text-second">–</span>
	return (
		<span className="flex flex-col items-end">
			{outside.map(({ currency, amount }) => (
				<Money key={currency} value={amount} currency={currency} isShort />
			))}
		</span>
	)
}

function findingColumns(
	currency: string | null,
	onOpen: (finding: Finding) => void,
): SimpleColumn<Finding>[] {
	return [
		{
			header: 'What is wrong',
			cell: finding => (
				<button type="button" className={`${linkClass} text-left`} onClick={() => onOpen(finding)}>
					{capitalise(finding.says)}
				</button>
			),
		},
		{ header: 'Found', align: 'right', cell: finding => formatNumber(finding.count) },
		{ header: 'Accounts', align: 'right', cell: finding => formatNumber(finding.accounts) },
		{
			header: 'Their ARR',
			align: 'right',
			cell: finding => (
				<Money value={finding.arr} currency={currency} isShort reason="No account of them has a known ARR" />
			),
		},
		{
			header: 'In no figure',
			align: 'right',
			isExtra: true,
			cell: finding => <OutsideMoney outside={finding.outside} />,
		},
		{
			header: 'What to do',
			isExtra: true,
			cell: finding => <span className="text-second">{findRuleWords(finding.rule)?.fix ?? '–'}</span>,
		},
	]
}

function FindingSheet({
	finding,
	currency,
	onClose,
}: {
	finding: Finding | undefined
	currency: string | null
	onClose: () => void
}) {
	const exportRows = useFindingExport()
	if (!finding) return null
	const words = findRuleWords(finding.rule)
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={capitalise(finding.says)}
			description={
				<>
					{formatNumber(finding.count)} found on {formatCount(finding.accounts, 'account')}
					{finding.arr !== null && (
						<>
							{' '}
							with <Money value={finding.arr} currency={currency} /> ARR
						</>
					)}
					{finding.outside.map(({ currency, amount }) => (
						<span key={currency}>
							, <Money value={amount} currency={currency} /> a year in no figure
						</span>
					))}
				</>
			}
			actions={
				<Button icon={<Download size={14} />} onClick={() => exportRows(finding.rule)}>
					Export CSV
				</Button>
			}
		>
			<div className="flex flex-col gap-4 pb-4 text-13">
				{words && (
					<>
						<p>{words.why}</p>
						<p>
							<span className="font-medium">What to do: </span>
							{words.fix}
						</p>
					</>
				)}
				<FindingList rule={finding.rule} />
			</div>
		</Sheet>
	)
}

/** Accounts that were said to be one, with the undo. */
function MergesSection() {
	const { data } = useCall(listMerges, { query: {} })
	if (!data || data.items.length === 0) return null
	return (
		<Section title="Merged accounts" className="mt-8">
			<div className="flex flex-col gap-1 text-13">
				<MergeLines merges={data.items.slice(0, 20)} />
			</div>
		</Section>
	)
}

/** What contradicts itself, is missing or looks double, with what it touches and what to do. */
export function QualityTab({
	rule,
	onRule,
}: {
	rule: string | undefined
	onRule: (rule: string | undefined) => void
}) {
	const { data, error, refetch } = useQuality()
	const today = useToday()
	if (error && !data) {
		return <FailedState what="The quality could not be judged" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={8} label="Looking at the data" />
	if (data.findings.length === 0) {
		return data.sources.length === 0 ? (
			<NoData sentence="There are no data to look at yet." />
		) : (
			<EmptyState sentence="Nothing is wrong with the data, as far as the rules look." />
		)
	}
	return (
		<div className="max-w-6xl">
			<Section
				title="To mend"
				facts={`${formatCount(data.findings.length, 'finding')} as of ${formatDate(data.as_of, today)}`}
			>
				<SimpleTable
					label="Findings"
					columns={findingColumns(data.currency, finding => onRule(finding.rule))}
					rows={data.findings}
					rowKey={finding => finding.rule}
				/>
			</Section>
			<MergesSection />
			<FindingSheet
				finding={data.findings.find(finding => finding.rule === rule)}
				currency={data.currency}
				onClose={() => onRule(undefined)}
			/>
		</div>
	)
}

import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { formatNumber, formatPercent, formatSigned } from '../ui/format-number.ts'
import { Progress } from '../ui/Progress.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import type { HistoryLook, ToldHistory } from './use-model-history.ts'

type Short = NonNullable<ToldHistory['validation_before']>
type Interval = NonNullable<Short['auc']>
type Rule = ToldHistory['signals'][number]
type Fired = NonNullable<Rule['after']>

function interval({ value, low, high }: Interval, digits = 3): string {
	return `${formatNumber(value, digits)} (${formatNumber(low, digits)} to ${formatNumber(high, digits)})`
}

/** Beside a form there is no room for the interval: the sentence above has that of the difference. */
function aucText(auc: Interval, isNarrow: boolean): string {
	return isNarrow ? formatNumber(auc.value ?? 0, 3) : interval(auc)
}

function maybe(share: number | null): string {
	return share === null ? '–' : formatPercent(share, 0)
}

/** The change of the area under the curve, as a sentence that says whether it can be told from chance. */
export function sayChange(change: ToldHistory['validation_change']): string {
	if (!change) return 'There is too little history to tell the two apart.'
	const by = `${formatSigned(change.value, 3)} (${formatSigned(change.low, 3)} to ${formatSigned(change.high, 3)})`
	if (change.low > 0) return `It tells better who leaves: AUC ${by}.`
	if (change.high < 0) return `It tells worse who leaves: AUC ${by}.`
	return `It tells neither better nor worse for certain: AUC ${by} holds 0.`
}

function Validation({ history, isNarrow }: { history: ToldHistory; isNarrow: boolean }) {
	const { validation_before: before, validation_after: after, validation_change: change } = history
	if (!before || !after)
		return <p className="text-13 text-second">No decision of the last year can be looked at.</p>
	const rows = [
		{ what: 'Verdict', of: (short: Short) => short.verdict },
		{ what: 'AUC', of: (short: Short) => (short.auc ? aucText(short.auc, isNarrow) : '–') },
		{ what: 'Flagged', of: (short: Short) => maybe(short.flagged_share) },
		{ what: 'Caught', of: (short: Short) => maybe(short.recall) },
		{
			what: 'Renewal gap',
			of: (short: Short) => (short.renewal_gap ? maybe(short.renewal_gap.value) : '–'),
		},
	]
	return (
		<div className="flex flex-col gap-2">
			<p className="text-13">
				On {formatNumber(before.cases)} decisions of the last year, {formatNumber(before.churns)} of which
				left, asked 90 days before. {sayChange(change)}
			</p>
			<SimpleTable
				label="Validation before and after"
				rows={rows}
				rowKey={({ what }) => what}
				columns={[
					{ header: '', cell: ({ what }) => what },
					{ header: 'Now', align: 'right', cell: ({ of }) => of(before) },
					{ header: 'Draft', align: 'right', cell: ({ of }) => of(after) },
				]}
			/>
		</div>
	)
}

function isChanged({ before, after }: Rule): boolean {
	return JSON.stringify(before) !== JSON.stringify(after)
}

function left(fired: Fired | null): string {
	return fired && fired.accounts > 0 ? formatPercent(fired.churned / fired.accounts, 0) : '–'
}

function renewed(fired: Fired | null): string {
	return fired && fired.accounts > 0 ? formatPercent(fired.renewed / fired.accounts, 0) : '–'
}

function FiredRules({ rules, noun, isNarrow }: { rules: readonly Rule[]; noun: string; isNarrow: boolean }) {
	const changed = rules.filter(isChanged)
	if (rules.length === 0) return null
	const same = rules.length - changed.length
	return (
		<div className="flex flex-col gap-2">
			{changed.length > 0 && (
				<SimpleTable
					label={`${noun}s that would have fired otherwise`}
					rows={changed}
					rowKey={({ id }) => id}
					columns={[
						{ header: `${noun[0]?.toUpperCase()}${noun.slice(1)}`, cell: ({ name }) => name },
						{
							header: 'Now',
							align: 'right',
							cell: ({ before }) => (before ? formatNumber(before.episodes) : 'off'),
						},
						{
							header: 'Draft',
							align: 'right',
							cell: ({ after }) => (after ? formatNumber(after.episodes) : 'off'),
						},
						...(isNarrow
							? []
							: [
									{
										header: 'Accounts',
										align: 'right' as const,
										cell: ({ after }: Rule) => (after ? formatNumber(after.accounts) : '–'),
									},
									{
										header: 'Left, now → draft',
										align: 'right' as const,
										cell: ({ before, after }: Rule) => `${left(before)} → ${left(after)}`,
									},
									{
										header: 'Renewed',
										align: 'right' as const,
										isExtra: true,
										cell: ({ after }: Rule) => renewed(after),
									},
									{
										header: 'By month',
										isExtra: true,
										cell: ({ before, after }: Rule) => <Months before={before} after={after} />,
									},
								]),
					]}
				/>
			)}
			<p className="text-12 text-second">
				{same === 0
					? `All ${formatNumber(rules.length)} ${noun}s would have fired otherwise.`
					: `${formatNumber(same)} of ${formatNumber(rules.length)} ${noun}s would have fired as often, for the same accounts.`}
			</p>
		</div>
	)
}

/** Episodes month by month, the model in force in grey and the draft in colour, on one scale. */
function Months({ before, after }: { before: Fired | null; after: Fired | null }) {
	const months = (after ?? before)?.by_month.map(({ month }) => month) ?? []
	const at = (fired: Fired | null, month: string) =>
		fired?.by_month.find(entry => entry.month === month)?.episodes ?? 0
	const most = Math.max(1, ...months.flatMap(month => [at(before, month), at(after, month)]))
	const says = months.map(month => `${month}: ${at(before, month)} and ${at(after, month)}`).join(', ')
	return (
		<div
			role="img"
			aria-label={`Episodes by month, now and draft: ${says}`}
			className="flex h-5 items-end gap-1"
		>
			{months.map(month => (
				<span key={month} className="flex h-full items-end gap-px" title={month}>
					<span className="w-1 bg-line-strong" style={{ height: `${(at(before, month) / most) * 100}%` }} />
					<span className="w-1 bg-accent" style={{ height: `${(at(after, month) / most) * 100}%` }} />
				</span>
			))}
		</div>
	)
}

function Told({ history, isNarrow }: { history: ToldHistory; isNarrow: boolean }) {
	return (
		<div className="flex flex-col gap-4">
			<Validation history={history} isNarrow={isNarrow} />
			{history.fired_from !== null && (
				<p className="text-13">
					What would have fired from {history.fired_from} to {history.fired_to}, looked at{' '}
					{history.fired_looked === 'weekly' ? 'week by week' : 'month by month'}; left and renewed are of the
					accounts that it fired for.
				</p>
			)}
			<FiredRules rules={history.signals} noun="signal" isNarrow={isNarrow} />
			<FiredRules rules={history.playbooks} noun="playbook" isNarrow={isNarrow} />
			{history.notes.map(note => (
				<p key={note} className="text-12 text-second">
					{note}
				</p>
			))}
		</div>
	)
}

/** What history says of a draft: asked for by hand, since it takes a while, and stopped at any time. */
export function HistoryLookView({
	look,
	text,
	isNarrow = false,
}: {
	look: HistoryLook
	text: string
	isNarrow?: boolean
}) {
	const isOld = look.text !== undefined && look.text !== text
	return (
		<section aria-label="On history" className="flex flex-col gap-3">
			<h3 className="font-medium text-13">On history</h3>
			{look.state === 'running' && (
				<div className="flex flex-col gap-2">
					<p role="status" className="text-13 text-second">
						Looking at {look.progress?.doing || 'the last twelve months'}
					</p>
					<div className="flex items-center gap-3">
						<Progress label="Looking at history" value={look.progress?.share ?? null} />
						<Button kind="quiet" onClick={look.stop}>
							Stop
						</Button>
					</div>
				</div>
			)}
			{look.state === 'failed' && <p className="text-13 text-alarm">{sayProblem(look.error)}</p>}
			{look.history && (
				<div className={isOld ? 'opacity-60' : undefined}>
					<Told history={look.history} isNarrow={isNarrow} />
				</div>
			)}
			{look.state !== 'running' && (look.state !== 'done' || isOld) && (
				<div className="flex flex-wrap items-center gap-3">
					<Button onClick={() => look.start(text)}>
						{isOld ? 'Look again, with the draft as it is now' : 'See what history says'}
					</Button>
					{look.state === 'idle' && (
						<p className="text-12 text-second">
							Who would have been flagged before the decisions of the last year, and what would have fired.
						</p>
					)}
				</div>
			)}
		</section>
	)
}

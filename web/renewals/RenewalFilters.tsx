import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { callCategories } from '../../core/model/forecast.ts'
import { risks } from '../../core/model/health-model.ts'
import { spell } from '../accounts/spell.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { Button } from '../ui/Button.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { countFilters } from './renewal-filter.ts'
import { type RenewalsSearch, renewalPeriods } from './renewals-search.ts'
import { useSegmentNames } from './use-segment-names.ts'

const spans = [30, 60, 90, 120, 365]
const typingPauseMilliseconds = 250

interface FilterProps {
	search: RenewalsSearch
	change: (next: Partial<RenewalsSearch>) => void
}

/** What is typed goes to the address when the typing pauses. */
function NameFilter({ search, change }: FilterProps) {
	const [text, setText] = useState(search.search ?? '')
	useEffect(() => {
		if (text.trim() === (search.search ?? '')) return
		const timer = setTimeout(() => change({ search: text.trim() || undefined }), typingPauseMilliseconds)
		return () => clearTimeout(timer)
	})
	return (
		<TextField
			label="Name of the account"
			isLabelHidden
			className="w-36"
			type="search"
			placeholder="Find an account"
			maxLength={200}
			value={text}
			onChange={setText}
		/>
	)
}

function PeriodFilter({ search, change }: FilterProps) {
	const set = (value: string) => {
		const days = Number(value)
		const period = renewalPeriods.find(name => name === value)
		change(period ? { period, days: undefined } : { period: undefined, days: days || undefined })
	}
	return (
		<SelectField
			label="Due"
			isLabelHidden
			className="w-40"
			value={search.period ?? String(search.days ?? 0)}
			onChange={set}
			choices={[
				{ value: '0', label: 'Due at any time' },
				...spans.map(days => ({ value: String(days), label: `Due in ${days} days` })),
				...(search.days && !spans.includes(search.days)
					? [{ value: String(search.days), label: `Due in ${search.days} days` }]
					: []),
				{ value: 'month', label: 'Due this month' },
				{ value: 'quarter', label: 'Due this quarter' },
				{ value: 'next_quarter', label: 'Due next quarter' },
				{ value: 'late', label: 'Past, without outcome' },
			]}
		/>
	)
}

function attentionOf({ disagree, call_due }: RenewalsSearch): string {
	return disagree ? 'disagree' : call_due ? 'call_due' : ''
}

/** The filters that table, board and calendar share. The calendar has its own days and no search. */
export function RenewalFilters({ search, change }: FilterProps) {
	const segments = useSegmentNames()
	const isCalendar = search.view === 'calendar'
	return (
		<div
			role="group"
			aria-label="Filters"
			className="relative flex flex-wrap items-center gap-2 px-6 py-2 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4 max-md:*:shrink-0"
		>
			{!isCalendar && (
				<NameFilter key={search.search === undefined ? 'none' : 'some'} {...{ search, change }} />
			)}
			<OwnerFilter value={search.owner} onChange={owner => change({ owner })} />
			<SelectField
				label="State"
				isLabelHidden
				className="w-36"
				value={search.open ?? 'yes'}
				onChange={value => change({ open: value === 'no' || value === 'all' ? value : undefined })}
				choices={[
					{ value: 'yes', label: 'Open' },
					{ value: 'no', label: 'Decided lately' },
					{ value: 'all', label: 'Open and decided' },
				]}
			/>
			{!isCalendar && <PeriodFilter {...{ search, change }} />}
			<SelectField
				label="Segment"
				isLabelHidden
				className="w-36"
				value={search.segment ?? ''}
				onChange={segment => change({ segment: segment || undefined })}
				choices={[
					{ value: '', label: 'Every segment' },
					...segments,
					...(search.segment && !segments.some(({ value }) => value === search.segment)
						? [{ value: search.segment, label: search.segment }]
						: []),
				]}
			/>
			<SelectField
				label="Call"
				isLabelHidden
				className="w-28"
				value={search.category ?? ''}
				onChange={value => change({ category: callCategories.find(name => name === value) })}
				choices={[
					{ value: '', label: 'Every call' },
					...callCategories.map(value => ({ value, label: spell(value) })),
				]}
			/>
			<SelectField
				label="Risk"
				isLabelHidden
				className="w-28"
				value={search.risk ?? ''}
				onChange={value => change({ risk: risks.find(name => name === value) })}
				choices={[
					{ value: '', label: 'Every risk' },
					...risks.map(value => ({ value, label: `${spell(value)} risk` })),
				]}
			/>
			<SelectField
				label="What to look at"
				isLabelHidden
				className="w-32"
				value={attentionOf(search)}
				onChange={value =>
					change({
						disagree: value === 'disagree' ? 'yes' : undefined,
						call_due: value === 'call_due' ? 'yes' : undefined,
					})
				}
				choices={[
					{ value: '', label: 'Any calls' },
					{ value: 'disagree', label: 'Calls at odds' },
					...(isCalendar ? [] : [{ value: 'call_due', label: 'Call due' }]),
				]}
			/>
			{countFilters(search) > 0 && (
				<Button
					kind="quiet"
					icon={<X size={14} />}
					onClick={() =>
						change({
							owner: undefined,
							segment: undefined,
							category: undefined,
							risk: undefined,
							days: undefined,
							period: undefined,
							disagree: undefined,
							call_due: undefined,
							search: undefined,
							saved: undefined,
						})
					}
				>
					Clear filters
				</Button>
			)}
		</div>
	)
}

import { Link } from '@tanstack/react-router'
import { ChevronLeft, FileText, ListPlus, MessageSquarePlus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { AddTasksDialog } from '../accounts/AddTasksDialog.tsx'
import { QuickEdit } from '../accounts/QuickEdit.tsx'
import { spell } from '../accounts/spell.ts'
import { useOwnerName } from '../people/use-people.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { LogEngagementDialog } from './LogEngagementDialog.tsx'
import { SetByHand } from './SetByHand.tsx'
import type { AccountRecord } from './use-account.ts'

function Fact({ label, children }: { label: string; children: ReactNode }) {
	return (
		<div className="min-w-0">
			<dt className="text-12 text-second">{label}</dt>
			<dd className="truncate text-14">{children}</dd>
		</div>
	)
}

/** Name, band, and the five facts that matter. */
export function AccountHeader({ record, today }: { record: AccountRecord; today: string }) {
	const [dialog, setDialog] = useState<'engagement' | 'task'>()
	const nameOf = useOwnerName()
	const { account } = record
	const days = account.days_to_renewal
	return (
		<header className="px-6 pt-3 pb-5 max-md:px-4">
			<Link
				to="/accounts"
				className="-ml-1 inline-flex items-center gap-1 rounded-sm text-12 text-second hover:text-ink"
			>
				<ChevronLeft size={14} aria-hidden="true" /> Accounts
			</Link>
			<div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
				<h1 className="font-semibold text-20 tracking-[-0.01em]">{account.name}</h1>
				<BandMark level={account.level} name={account.band_name} />
				{!account.is_customer && <Badge>not a customer now</Badge>}
				<div className="ml-auto flex flex-wrap gap-2 max-md:ml-0">
					<Link to="/accounts/$id/review" params={{ id: account.id }} className={buttonClass()}>
						<FileText size={14} aria-hidden="true" /> Business review
					</Link>
					{record.may_change && (
						<>
							<Button icon={<ListPlus size={14} />} onClick={() => setDialog('task')}>
								Add a task
							</Button>
							<Button
								kind="primary"
								icon={<MessageSquarePlus size={14} />}
								onClick={() => setDialog('engagement')}
							>
								Log contact
							</Button>
						</>
					)}
				</div>
			</div>
			<dl className="mt-3 grid max-w-5xl grid-cols-[1fr_1.5fr_1fr_1.2fr_1.2fr] gap-x-6 gap-y-3 max-md:grid-cols-2">
				<Fact label="ARR">
					<Money value={account.arr} currency={account.currency} isWhole reason="No subscription is known" />
				</Fact>
				<Fact label="Renews">
					<DayText value={account.renewal_on} today={today} reason="No contract with an end is known" />
					{days !== null && days >= 0 && <span className="text-second"> · {formatCount(days, 'day')}</span>}
				</Fact>
				<Fact label="Segment">{spell(account.segment)}</Fact>
				<Fact label="Stage">
					{record.may_change && account.is_customer ? (
						<QuickEdit account={account} field="stage">
							{spell(account.stage)}
						</QuickEdit>
					) : (
						spell(account.stage)
					)}
				</Fact>
				<Fact label="Owner">
					{record.may_change ? (
						<QuickEdit account={account} field="owner_email">
							{nameOf(account.owner_email) ?? <span className="text-second">nobody</span>}
						</QuickEdit>
					) : (
						(nameOf(account.owner_email) ?? <span className="text-second">nobody</span>)
					)}
				</Fact>
			</dl>
			<SetByHand id={account.id} mayChange={record.may_change} today={today} />
			<LogEngagementDialog
				record={record}
				isOpen={dialog === 'engagement'}
				onClose={() => setDialog(undefined)}
			/>
			<AddTasksDialog
				accountIds={[account.id]}
				isOpen={dialog === 'task'}
				onClose={() => setDialog(undefined)}
			/>
		</header>
	)
}

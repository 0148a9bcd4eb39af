import { endOverride } from '../../api/account-changes.ts'
import { spell } from '../accounts/spell.ts'
import { call } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { type AccountRecord, useAccountChange } from './use-account.ts'

/** A person's word on the band: who, why, until when, and what the score alone says. */
export function OverrideNote({
	record,
	today,
	computed,
}: {
	record: AccountRecord
	today: string
	computed: string
}) {
	const { id } = record.account
	const end = useAccountChange(() => call(endOverride, { params: { id } }), {
		done: 'The computed band stands again',
	})
	const { override } = record
	if (!override) return null
	const computedName = record.health_model.bands.find(band => band.id === computed)?.name ?? spell(computed)
	return (
		<div className="flex flex-wrap items-center gap-3 rounded-md border px-4 py-2 text-13">
			<p className="min-w-0 flex-1">
				<span className="font-medium">{override.set_by}</span> set “{override.band_name}” until{' '}
				<DayText value={override.ends_on} today={today} />: {override.reason}{' '}
				<span className="text-second">The score alone says {computedName}.</span>
			</p>
			{record.may_change && (
				<Button isBusy={end.isPending} onClick={() => end.mutate(undefined)}>
					Let the score stand again
				</Button>
			)}
		</div>
	)
}

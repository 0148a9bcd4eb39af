import { Link } from '@tanstack/react-router'
import { Money } from '../ui/Amounts.tsx'
import { BandMark, levelOf } from '../ui/BandMark.tsx'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import type { DistributionDay } from './use-health.ts'

/** Accounts and money by band on one date. */
export function BandsTable({
	day,
	currency,
	owner,
	segment,
	actions,
}: {
	day: DistributionDay
	currency: string | null
	owner: string | undefined
	segment: string | undefined
	/** What each band asks for, by its id. */
	actions: ReadonlyMap<string, string>
}) {
	return (
		<SimpleTable
			label="Bands"
			rows={day.bands}
			rowKey={band => band.band}
			columns={[
				{ header: 'Band', cell: band => <BandMark level={levelOf(band.level)} name={band.name} /> },
				{
					header: 'Accounts',
					align: 'right',
					cell: band => (
						<Link
							to="/accounts"
							search={{
								filter: `band = "${band.band}"${segment ? ` and segment = "${segment}"` : ''}`,
								...(owner ? { owner } : {}),
								sort: '-arr',
							}}
							className={linkClass}
						>
							{formatNumber(band.accounts)}
						</Link>
					),
				},
				{
					header: 'Share',
					align: 'right',
					cell: band =>
						day.customers > 0 ? (
							formatPercent(band.accounts / day.customers, 0)
						) : (
							<Unknown reason="No customers" />
						),
				},
				{
					header: 'ARR',
					align: 'right',
					cell: band => <Money value={band.arr} currency={currency} isShort />,
				},
				{
					header: 'What it asks for',
					isExtra: true,
					cell: band => <span className="text-second">{actions.get(band.band) ?? ''}</span>,
				},
			]}
		/>
	)
}

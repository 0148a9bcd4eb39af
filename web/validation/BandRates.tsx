import { spell } from '../accounts/spell.ts'
import { BandMark, levelOf } from '../ui/BandMark.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { RateBar } from '../ui/RateBar.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import type { PopulationReport } from './use-validation.ts'

/** How many of each band renewed, with Wilson's interval. */
export function BandRates({ report }: { report: Pick<PopulationReport, 'bands'> }) {
	return (
		<SimpleTable
			label="Renewal rate by band"
			rows={report.bands}
			rowKey={band => band.band}
			columns={[
				{ header: 'Band', cell: band => <BandMark level={levelOf(band.level)} name={spell(band.band)} /> },
				{ header: 'Decisions', align: 'right', cell: band => formatNumber(band.cases) },
				{
					header: 'Renewed (95 %)',
					align: 'right',
					cell: band => <RateBar value={band.rate} low={band.low} high={band.high} />,
				},
			]}
		/>
	)
}

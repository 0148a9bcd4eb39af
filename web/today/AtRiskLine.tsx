import { Link } from '@tanstack/react-router'
import { listAtRisk } from '../../api/renewal-reports.ts'
import { useCall } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { linkClass } from '../ui/TextLink.tsx'

/** Of the renewals ahead: how much is at risk, and of that how much somebody works on. */
export function AtRiskLine() {
	const { data, error } = useCall(listAtRisk, { query: { limit: 1 } })
	if (error) return <p className="mb-2 text-12 text-second">What of it is at risk could not be read.</p>
	if (!data) return null
	if (data.total === 0) return <p className="mb-2 text-13">Nothing of it is at risk.</p>
	return (
		<p className="mb-2 text-13">
			<Link to="/renewals" search={{ view: 'risk' }} className={classNames(linkClass, 'underline')}>
				{formatCount(data.total, 'renewal')} at risk
			</Link>
			, <Money value={data.at_risk_arr} currency={data.currency} isShort />
			{data.coverage !== null && <>, of which {formatPercent(data.coverage, 0)} is covered by an open task</>}
			.
		</p>
	)
}

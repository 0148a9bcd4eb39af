import type { AccountLists } from '../accounts/account-list-store.ts'
import type { Mount } from '../http/mount.ts'
import { mountAgreementRoutes } from './agreement-routes.ts'
import { mountBusinessReviewListRoutes } from './business-review-list-routes.ts'
import { mountBusinessReviewRoutes } from './business-review-routes.ts'
import { mountMonthReviewRoutes } from './month-review-routes.ts'
import { mountRiskReviewRoutes } from './risk-review-routes.ts'

/** Pages of meetings: business reviews of accounts, the weekly risk review, the month. */
export function mountMeetingRoutes(mount: Mount, lists: AccountLists): void {
	mountBusinessReviewRoutes(mount)
	mountBusinessReviewListRoutes(mount, lists)
	mountRiskReviewRoutes(mount, lists)
	mountAgreementRoutes(mount)
	mountMonthReviewRoutes(mount)
}

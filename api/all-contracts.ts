import { accountContracts } from './account.ts'
import { accountChangeContracts } from './account-changes.ts'
import { accountsContracts } from './accounts.ts'
import type { Contract } from './contract.ts'
import { dataContracts } from './data.ts'
import { healthContracts } from './health.ts'
import { modelContracts } from './model.ts'
import { renewalsContracts } from './renewals.ts'
import { retentionContracts } from './retention.ts'
import { retentionReportContracts } from './retention-reports.ts'
import { sessionContracts } from './session.ts'
import { settingsContracts } from './settings.ts'
import { tasksContracts } from './tasks.ts'
import { validationContracts } from './validation.ts'
import { viewsContracts } from './views.ts'

/** Every operation below `/api/v1`: what is served, what is documented, and what tests walk through. */
export const allContracts: readonly Contract[] = [
	...sessionContracts,
	...accountsContracts,
	...accountContracts,
	...accountChangeContracts,
	...tasksContracts,
	...renewalsContracts,
	...retentionContracts,
	...retentionReportContracts,
	...healthContracts,
	...dataContracts,
	...modelContracts,
	...validationContracts,
	...viewsContracts,
	...settingsContracts,
]

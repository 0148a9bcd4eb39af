import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './router.tsx'
import { makeQueryClient } from './session/make-query-client.ts'
import { TooltipProvider } from './ui/Tooltip.tsx'
import { applyTheme, followSystemTheme } from './ui/theme.ts'
import './ui/theme.css'

applyTheme()
followSystemTheme()

const root = document.getElementById('root')
if (!root) throw new Error('expected an element with the id "root" in index.html')
createRoot(root).render(
	<StrictMode>
		<QueryClientProvider client={makeQueryClient()}>
			<TooltipProvider>
				<RouterProvider router={router} />
			</TooltipProvider>
		</QueryClientProvider>
	</StrictMode>,
)

export type Region = 'AMER' | 'EMEA' | 'APAC'

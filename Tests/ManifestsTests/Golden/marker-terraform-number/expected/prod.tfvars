build = 105 # {"$sluice": "api:tag"}
other = 104
